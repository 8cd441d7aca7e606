// All protected databases: how each is, and what can be done with it.
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { ScreenHeader } from '../../parts/list/screen-header.tsx';
import { useEngine, useNow } from '../../state/hooks.ts';
import { AddMenu } from './add-menu.tsx';
import { DatabaseList } from './database-list.tsx';
import styles from './databases-screen.module.css';
import { FilterBox } from './filter-box.tsx';
import { type Destinations, inOrder, matches, statusWords } from './status.ts';
import { useScreenKeys } from './use-screen-keys.ts';

/** With fewer databases there is nothing to filter. */
const FILTER_FROM = 8;
const NONE: Destinations = {};

export function DatabasesScreen() {
  const text = useText();
  const { t } = text;
  const databases = useEngine((view) => view.databases);
  const destinations = useEngine((view) => view.destinations) ?? NONE;
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const now = useNow(60_000);
  const filter = useRef<HTMLInputElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  useScreenKeys(screen, filter);
  const all = useMemo(() => inOrder(Object.values(databases ?? {})), [databases]);
  const filtering = all.length >= FILTER_FROM || typed !== '';
  const shown = sought === ''
    ? all
    : all.filter((one) => matches(one, sought, statusWords(one, destinations, text, now)));
  return (
    <div ref={screen} className={styles.screen}>
      <ScreenHeader
        title={t.databases.title}
        actions={
          <>
            {filtering && <FilterBox value={typed} onChange={setTyped} ref={filter} />}
            <AddMenu />
          </>
        }
      />
      <p role="status" className="hidden-text">{sought === '' ? '' : t.databases.shown(shown.length, all.length)}</p>
      {shown.length > 0 && (
        <DatabaseList databases={shown} destinations={destinations} />
      )}
      {shown.length === 0 && (
        <EmptyState
          title={t.databases.noMatch(sought)}
          action={<Button onClick={() => { setTyped(''); }}>{t.databases.filterClear}</Button>}
        />
      )}
      <p className={styles.hint}>{t.databases.dropHint}</p>
    </div>
  );
}
