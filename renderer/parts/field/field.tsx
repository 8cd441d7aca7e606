// A labelled place for an answer, with what helps or what is wrong below it.
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '../cx.ts';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  /** The control, which must take what it is given. */
  readonly children: (control: { readonly id: string; readonly 'aria-describedby': string; readonly 'aria-invalid'?: true }) => ReactNode;
}

export function Field({ label, help, error, children }: FieldProps) {
  const id = useId();
  const below = `${id}-below`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>{label}</label>
      {children({ id, 'aria-describedby': below, ...(error !== undefined && { 'aria-invalid': true as const }) })}
      <div id={below} className={cx(styles.help, error !== undefined && styles.error)}>{error ?? help}</div>
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" spellCheck={false} autoComplete="off" {...rest} className={cx(styles.input, className)} />;
}
