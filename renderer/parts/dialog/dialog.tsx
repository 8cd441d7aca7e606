// A sheet over the window: for one task, with a title that says which, and its buttons below.
import { type ReactNode, type RefObject, useId } from 'react';
import { IconButton } from '../button/button.tsx';
import { CloseIcon } from '../icons/icons.tsx';
import { cx } from '../cx.ts';
import styles from './dialog.module.css';
import { Modal } from './modal.tsx';

export interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the one that goes on last. */
  readonly footer?: ReactNode;
  readonly width?: 'narrow' | 'normal' | 'wide';
  /** `ask`: a question that a click beside it does not answer. */
  readonly kind?: 'sheet' | 'ask';
  /** Name of the × button. Without it there is none, and a button below must close. */
  readonly closeLabel?: string;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

/** Shown as long as it is mounted. */
export function Dialog(props: DialogProps) {
  const { title, description, children, footer, width = 'normal', kind = 'sheet', closeLabel, initialFocus, onClose } = props;
  const id = useId();
  return (
    <Modal
      kind={kind}
      aria-labelledby={`${id}-title`}
      {...(description !== undefined && { 'aria-describedby': `${id}-text` })}
      className={cx(styles.sheet, styles[width])}
      initialFocus={initialFocus}
      onClose={onClose}
    >
      <header className={styles.header}>
        <h2 id={`${id}-title`} className={styles.title}>{title}</h2>
        {closeLabel !== undefined && (
          <IconButton label={closeLabel} size="small" onClick={onClose}>
            <CloseIcon />
          </IconButton>
        )}
      </header>
      {description !== undefined && <div id={`${id}-text`} className={styles.description}>{description}</div>}
      {children !== undefined && <div className={styles.body}>{children}</div>}
      {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
    </Modal>
  );
}
