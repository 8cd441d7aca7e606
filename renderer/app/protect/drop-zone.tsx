// The whole window takes files and folders at any time.
import { useEffect, useState } from 'react';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Button } from '../../parts/button/button.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useSession } from '../../state/hooks.ts';
import { useText } from '../text/use-text.ts';
import styles from './drop-zone.module.css';
import { type Dropped, holdsFiles, readDrop } from './dropped.ts';
import { useProtect } from './use-protect.ts';

export function DropZone() {
  const { t } = useText();
  const { link } = useSession();
  const take = useTake();
  const [over, setOver] = useState<'no' | 'yes'>('no');
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
      setOver('yes');
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver('no');
    };
    const onDrop = (event: DragEvent): void => {
      setOver('no');
      if (event.dataTransfer === null) return;
      // Else the browser would leave the app to show the file.
      event.preventDefault();
      void take(readDrop(event.dataTransfer, (file) => link.pathOf(file)));
    };
    const listeners = { dragover: onOver, dragleave: onLeave, drop: onDrop };
    const entries = Object.entries(listeners) as [string, EventListener][];
    for (const [name, listener] of entries) window.addEventListener(name, listener);
    return () => { for (const [name, listener] of entries) window.removeEventListener(name, listener); };
  }, [link, take]);
  if (over === 'no') return null;
  return (
    <div role="status" data-above="" className={styles.overlay}>
      <p className={styles.title}>{t.protect.drop}</p>
      <p>{t.protect.dropHelp}</p>
    </div>
  );
}

/** Protects what was dropped, or hands it to the screen that is asking; what cannot be found is said. */
function useTake(): (dropped: readonly Dropped[]) => Promise<void> {
  const { client } = useSession();
  const toasts = useToasts();
  const { t } = useText();
  const { protect, choose, taker } = useProtect();
  const lost = (name: string, what: 'databases' | 'folder'): void => {
    const error = { code: 'hidden', message: t.protect.hiddenText, hint: t.protect.hiddenHint };
    const pick = <Button size="small" onClick={() => { toasts.dismiss(`hidden-${name}`); choose(what); }}>{t.protect.choose}</Button>;
    toasts.show({
      id: `hidden-${name}`,
      tone: 'error',
      content: <ErrorNote title={t.protect.hidden(name)} error={error} actions={pick} />,
    });
  };
  const placeOf = async (one: Dropped): Promise<string[]> => {
    if (one.kind === 'path') return [one.path];
    const found = one.kind === 'file'
      ? await client.call('database.locate', { name: one.name, size: one.size, modified: one.modified }).catch(() => null)
      : null;
    if (found === null) lost(one.name, one.kind === 'file' ? 'databases' : 'folder');
    return found === null ? [] : [found];
  };
  return async (dropped) => {
    if (dropped.length === 0) {
      const error = { code: 'none-dropped', message: t.protect.noneDropped, hint: '' };
      toasts.show({ id: 'none-dropped', tone: 'error', content: <ErrorNote error={error} />, lasts: 6000 });
    }
    const paths = (await Promise.all(dropped.map(placeOf))).flat();
    const taken = taker.get();
    if (taken === undefined) await protect(paths);
    else if (paths.length > 0) taken(paths);
  };
}
