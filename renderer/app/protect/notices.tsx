// What is said of databases that were just added; it follows them until they are safe.
import { useEffect, useState } from 'react';
import type { DatabaseView, EngineView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { Button } from '../../parts/button/button.tsx';
import { shareOf } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { DatabaseDialog } from '../../screens/databases/database-dialog.tsx';
import { useEngine } from '../../state/hooks.ts';
import { go } from '../routes.ts';
import { type Text, useText } from '../text/use-text.ts';
import styles from './notices.module.css';

/** How long the good news stays, ms. */
const SAFE_MS = 5000;

interface RegisteredNoticeProps {
  /** Id of the notice that shows this. */
  readonly toast: string;
  readonly ids: readonly string[];
}

export function RegisteredNotice({ toast, ids }: RegisteredNoticeProps) {
  const text = useText();
  const { t, language } = text;
  const toasts = useToasts();
  const databases = useDatabases(ids);
  const destinations = useEngine((view) => view.destinations);
  const [changing, setChanging] = useState<string>();
  const safe = databases.length > 0 && databases.every(({ state }) => state.kind === 'safe');
  useEffect(() => {
    if (!safe) return undefined;
    const timer = setTimeout(() => { toasts.dismiss(toast); }, SAFE_MS);
    return () => { clearTimeout(timer); };
  }, [safe, toasts, toast]);
  const [first] = databases;
  if (first === undefined) return null;
  const names = placesOf(databases, destinations);
  const place = new Intl.ListFormat(language).format(names);
  return (
    <div className={styles.notice}>
      <Shape kind={safe ? 'safe' : 'working'} level={shareOf(first.progress)} />
      <p className={styles.text}>{sentence(databases, place, text)}</p>
      {ids.length === 1 && !safe && <Button size="small" onClick={() => { setChanging(first.id); }}>{t.protect.change}</Button>}
      {changing !== undefined && <DatabaseDialog kind="places" database={changing} onClose={() => { setChanging(undefined); }} />}
    </div>
  );
}

export function AlreadyNotice({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useText();
  const databases = useDatabases(ids);
  const [first] = databases;
  if (first === undefined) return null;
  const one = databases.length === 1;
  return (
    <div className={styles.notice}>
      <p className={styles.text}>
        {one ? t.protect.already(first.name) : t.protect.alreadyMany(t.protect.databases(databases.length))}
      </p>
      {one && <Button size="small" onClick={() => { go({ screen: 'database', database: first.id }); }}>{t.protect.show}</Button>}
    </div>
  );
}

function useDatabases(ids: readonly string[]): readonly DatabaseView[] {
  const all = useEngine((view) => view.databases) ?? {};
  return ids.flatMap((id) => all[id] ?? []);
}

function placesOf(databases: readonly DatabaseView[], destinations: EngineView['destinations'] | undefined): string[] {
  const ids = new Set(databases.flatMap(({ copies }) => copies.map((copy) => copy.destination)));
  return [...ids].flatMap((id) => destinations?.[id]?.name ?? []);
}

function sentence(databases: readonly DatabaseView[], place: string, { t: { protect }, language }: Text): string {
  const one = databases.length === 1;
  const what = one ? databases[0]!.name : protect.databases(databases.length);
  const reason = databases.flatMap(({ state }) => ('reason' in state ? [errorIn(language, state.reason).message] : []))[0];
  if (reason !== undefined) return one ? protect.stuck(what, reason) : protect.stuckMany(what, reason);
  if (databases.every(({ state }) => state.kind === 'safe')) return one ? protect.safe(what, place) : protect.safeMany(what, place);
  return one ? protect.copying(what, place) : protect.copyingMany(what, place);
}
