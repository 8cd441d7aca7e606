// A sheet over the window: for one task, with a title that says which, and its buttons below. Escape closes it, and the
// focus goes back to where it was; to the screen itself when that is gone.
import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, type RefObject, useState } from 'react';
import { IconButton } from '../button/button.tsx';
import { cx } from '../cx.ts';
import { CloseIcon } from '../icons/icons.tsx';
import styles from './dialog.module.css';

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
  const [before] = useState(() => document.activeElement);
  return (
    <Base.Root open disablePointerDismissal={kind === 'ask'} onOpenChange={(open) => { if (!open) onClose(); }}>
      <Base.Portal>
        <Base.Backdrop className={styles.veil} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={cx(styles.sheet, styles[width])}
            role={kind === 'ask' ? 'alertdialog' : 'dialog'}
            {...(initialFocus !== undefined && { initialFocus })}
            finalFocus={() => stillThere(before) ?? document.querySelector('main')}
          >
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {closeLabel !== undefined && (
                <IconButton label={closeLabel} size="small" onClick={onClose}>
                  <CloseIcon />
                </IconButton>
              )}
            </header>
            {description !== undefined && (
              <Base.Description className={styles.description} render={<div />}>{description}</Base.Description>
            )}
            {children !== undefined && <div className={styles.body}>{children}</div>}
            {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function stillThere(element: Element | null): HTMLElement | undefined {
  const focusable = element instanceof HTMLElement && element.isConnected && element !== document.body;
  return focusable ? element : undefined;
}
