// All keys, by where they work. Read from the registry of actions, so that it cannot say what is not so.
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { Keys } from '../../parts/tooltip/keys.tsx';
import { useText } from '../text/use-text.ts';
import { sections, type Shortcut } from './sections.ts';
import styles from './shortcuts.module.css';

export function ShortcutsSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  return (
    <Dialog title={t.shortcuts.title} width="wide" closeLabel={t.parts.close} onClose={onClose}>
      <div className={styles.sections}>
        {sections(t).map(({ title, shortcuts }) => (
          <section key={title} aria-label={title}>
            <h3 className={styles.title}>{title}</h3>
            <dl>{shortcuts.map((shortcut) => <Row key={shortcut.title} shortcut={shortcut} />)}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ shortcut: { title, keys } }: { readonly shortcut: Shortcut }) {
  return (
    <div className={styles.row}>
      <dt>{title}</dt>
      <dd className={styles.keys}>{keys.map((one) => <Keys key={one} keys={one} />)}</dd>
    </div>
  );
}
