// What a person presses. While `working` it says so and cannot be pressed twice; it keeps its width and its focus.
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './button.module.css';

export type ButtonTone = 'plain' | 'primary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly tone?: ButtonTone;
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: ReactNode;
  readonly disabled?: boolean | undefined;
  /** An action runs: pressing does nothing until it has ended. */
  readonly working?: boolean | undefined;
}

export function Button(props: ButtonProps) {
  const { tone = 'plain', size = 'normal', icon, disabled, working, className, children, onClick, ...rest } = props;
  const idle = disabled !== true && working !== true;
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={idle ? undefined : true}
      aria-busy={working === true ? true : undefined}
      className={cx(styles.button, styles[tone], styles[size], className)}
      onClick={idle ? onClick : (event) => { event.preventDefault(); }}
    >
      {icon}
      {children}
      {working === true && <span className={styles.level} aria-hidden="true" />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'aria-label'> {
  /** Read aloud; beside it a tooltip says the same. */
  readonly label: string;
  readonly children: ReactNode;
}

export function IconButton({ label, className, tone = 'quiet', ...rest }: IconButtonProps) {
  return <Button {...rest} tone={tone} aria-label={label} className={cx(styles.icon, className)} />;
}
