// Notices at the lower edge: read aloud politely, held while the pointer or the focus is on them, dismissed by Escape.
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { useStore } from '../../state/hooks.ts';
import { IconButton } from '../button/button.tsx';
import { CloseIcon } from '../icons/icons.tsx';
import styles from './toaster.module.css';
import { type Toast, useToasts } from './toasts.ts';

export function Toaster() {
  const { t } = useText();
  const toasts = useToasts();
  const shown = useStore(toasts.shown);
  return (
    <section data-above="" aria-label={t.parts.notices} className={styles.toaster}>
      {shown.map((toast) => <ToastCard key={toast.id} toast={toast} onDismiss={() => { toasts.dismiss(toast.id); }} />)}
    </section>
  );
}

interface ToastCardProps {
  readonly toast: Toast;
  readonly onDismiss: () => void;
}

function ToastCard({ toast, onDismiss }: ToastCardProps) {
  const { t } = useText();
  const [held, setHeld] = useState<'no' | 'yes'>('no');
  const { lasts, id } = toast;
  const { dismiss } = useToasts();
  useEffect(() => {
    if (lasts === undefined || held === 'yes') return undefined;
    const timer = setTimeout(() => { dismiss(id); }, lasts);
    return () => { clearTimeout(timer); };
  }, [lasts, held, id, dismiss]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onDismiss();
  };
  return (
    <div
      {...(toast.tone === 'plain' && { role: 'status' })}
      data-tone={toast.tone}
      className={styles.toast}
      onKeyDown={onKeyDown}
      onPointerEnter={() => { setHeld('yes'); }}
      onPointerLeave={() => { setHeld('no'); }}
      onFocus={() => { setHeld('yes'); }}
      onBlur={() => { setHeld('no'); }}
    >
      <div className={styles.content}>{toast.content}</div>
      <IconButton label={t.parts.dismiss} size="small" onClick={onDismiss}>
        <CloseIcon size={12} />
      </IconButton>
    </div>
  );
}
