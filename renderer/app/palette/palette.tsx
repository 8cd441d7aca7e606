// Everything by name: type a few letters of a database, an action or a place, or a time to go back to.
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { cx } from '../../parts/cx.ts';
import { Modal } from '../../parts/dialog/modal.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { Keys } from '../../parts/tooltip/keys.tsx';
import { useShell } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';
import type { FrameContext } from '../actions.ts';
import { useText } from '../text/use-text.ts';
import { commandLine } from './command-line.ts';
import { type PaletteItem, paletteItems } from './items.ts';
import styles from './palette.module.css';
import { usePaletteWorld } from './use-palette-world.ts';

interface PaletteProps {
  readonly onClose: () => void;
  readonly onShow: FrameContext['show'];
}

export function Palette({ onClose, onShow }: PaletteProps) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Modal kind="sheet" aria-label={t.palette.title} around={styles.around} className={styles.palette} initialFocus={input} onClose={onClose}>
      <Search input={input} onClose={onClose} onShow={onShow} />
    </Modal>
  );
}

function Search({ input, onClose, onShow }: PaletteProps & { readonly input: RefObject<HTMLInputElement | null> }) {
  const { t } = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState(0);
  const world = usePaletteWorld(onShow);
  const items = useMemo(() => (world === undefined ? [] : paletteItems(typed, world)), [typed, world]);
  const chosen = Math.min(wanted, items.length - 1);
  const run = useRun(onClose);
  const { line, copied, copy } = useCommandLine(items[chosen]);
  useEffect(() => {
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, chosen]);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const field = event.currentTarget;
    const copying = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && field.selectionStart === field.selectionEnd;
    const item = items[chosen];
    if (event.key === 'ArrowDown') setWanted((chosen + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setWanted((chosen - 1 + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter' && item !== undefined) run(item);
    else if (copying && line !== undefined) copy();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={input}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items.length === 0 ? undefined : `${id}-${chosen}`}
        aria-label={t.palette.title}
        placeholder={t.palette.placeholder}
        spellCheck={false}
        autoComplete="off"
        className={styles.input}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWanted(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t.palette.results} className={styles.list}>
        {items.map((item, index) => (
          <Item key={item.id} id={`${id}-${index}`} item={item} chosen={index === chosen ? 'yes' : 'no'} onPoint={() => { setWanted(index); }} onRun={() => { run(item); }} />
        ))}
        {items.length === 0 && <p className={styles.none}>{t.palette.none}</p>}
      </div>
      <Footer line={line} copied={copied} onCopy={copy} />
    </>
  );
}

interface ItemProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly chosen: 'no' | 'yes';
  readonly onPoint: () => void;
  readonly onRun: () => void;
}

function Item({ id, item, chosen, onPoint, onRun }: ItemProps) {
  const { t } = useText();
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen === 'yes'}
      className={cx(styles.item, chosen === 'yes' && styles.chosen)}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      <span className={styles.title}>{item.title}</span>
      <span className={styles.detail}>{item.detail}</span>
      {item.keys === undefined ? <span className={styles.group}>{t.palette.group[item.group]}</span> : <Keys keys={item.keys} />}
    </div>
  );
}

interface FooterProps {
  readonly line: string | undefined;
  readonly copied: 'no' | 'yes';
  readonly onCopy: () => void;
}

function Footer({ line, copied, onCopy }: FooterProps) {
  const { t } = useText();
  if (line === undefined) return <div className={styles.footer}><span className={styles.hint}>{t.palette.hint}</span></div>;
  return (
    <div className={styles.footer}>
      <code className={styles.line}>{line}</code>
      <button type="button" className={styles.copy} onClick={onCopy}>
        <span role="status">{copied === 'yes' ? t.parts.copied : t.palette.copy}</span> <Keys keys="Mod+C" />
      </button>
    </div>
  );
}

/** Closes at once; what fails says so in a notice. */
function useRun(onClose: () => void): (item: PaletteItem) => void {
  const { t } = useText();
  const toasts = useToasts();
  return (item) => {
    onClose();
    item.run()?.then(
      () => { toasts.show({ id: `palette-${item.id}`, tone: 'plain', lasts: 5000, content: t.palette.done(item.title, item.detail) }); },
      (error: unknown) => { toasts.show({ id: `palette-${item.id}`, tone: 'error', content: <ErrorNote title={item.title} error={errorView(error)} /> }); },
    );
  };
}

function useCommandLine(item: PaletteItem | undefined) {
  const platform = useShell()?.platform ?? 'linux';
  const [copied, setCopied] = useState('');
  const line = item?.command === undefined ? undefined : commandLine(item.command, platform);
  const copy = (): void => {
    if (line !== undefined) void navigator.clipboard.writeText(line).then(() => { setCopied(line); }, () => undefined);
  };
  return { line, copied: copied !== '' && copied === line ? 'yes' as const : 'no' as const, copy };
}
