// Keys as the person's keyboard names them: `Mod` is ⌘ on a Mac and Ctrl elsewhere.
import styles from './keys.module.css';

interface KeysProps {
  /** Joined by `+`, which itself is `Plus`: `Mod+K`, `Shift+ArrowLeft`, `R`. */
  readonly keys: string;
}

const MAC = navigator.platform.startsWith('Mac');
const MARKS: Readonly<Record<string, string>> = {
  Mod: MAC ? '⌘' : 'Ctrl',
  Shift: MAC ? '⇧' : 'Shift',
  Alt: MAC ? '⌥' : 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Plus: '+',
  Minus: '−',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Delete: MAC ? '⌫' : 'Del',
};

export function Keys({ keys }: KeysProps) {
  const parts = keys.split('+').map((key) => MARKS[key] ?? key);
  return (
    <kbd className={styles.keys}>
      {parts.join(MAC ? '' : ' ')}
    </kbd>
  );
}
