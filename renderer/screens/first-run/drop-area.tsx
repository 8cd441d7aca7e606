// The place that says that the window takes drops, and the way for those who would rather choose.
import { useProtect } from '../../app/protect/use-protect.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import styles from './drop-area.module.css';

export function DropArea() {
  const { t } = useText();
  const { choose } = useProtect();
  return (
    <div className={styles.area}>
      <svg width="72" height="46" viewBox="0 0 88 56" fill="none" aria-hidden="true" className={styles.mark}>
        <path d="M12 32a32 30 0 0 1 64 0" />
        <path d="M0 32h88" className={styles.level} />
        <path d="M14 40c6 9 17 15 30 15s24-6 30-15" className={styles.sea} />
        <path d="M44 8v15m-6-6 6 6 6-6" className={styles.arrow} />
      </svg>
      <h1 className={styles.title}>{t.firstRun.title}</h1>
      <p className={styles.text}>{t.firstRun.text}</p>
      <Button onClick={() => { choose('databases'); }}>{t.firstRun.choose}</Button>
    </div>
  );
}
