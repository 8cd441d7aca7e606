// The rows, and their keys: arrows move, Enter opens, R restores, P pauses, Delete stops protecting.
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { go } from '../../app/routes.ts';
import { isTyping } from '../../app/keys.ts';
import { useText } from '../../app/text/use-text.ts';
import { VirtualList, type VirtualListHandle } from '../../parts/list/virtual-list.tsx';
import { DatabaseDialog, type DialogKind } from './database-dialog.tsx';
import styles from './database-list.module.css';
import { DatabaseRow } from './database-row.tsx';
import type { Destinations } from './status.ts';
import { useDatabaseActions } from './use-database-actions.tsx';

const ROW_PX = 60;
const PAGE = 10;
/** To wait for a row to be drawn. */
const FRAMES = 10;

interface DatabaseListProps {
  readonly databases: readonly DatabaseView[];
  readonly destinations: Destinations;
}

interface Asked {
  readonly kind: DialogKind;
  readonly database: string;
}

export function DatabaseList({ databases, destinations }: DatabaseListProps) {
  const { t } = useText();
  const [chosen, setChosen] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const grid = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const ask = (kind: DialogKind, database: string): void => { setAsked({ kind, database }); };
  const current = Math.max(0, databases.findIndex(({ id }) => id === chosen));
  const move = (to: number): void => {
    const index = Math.min(databases.length - 1, Math.max(0, to));
    setChosen(databases[index]?.id);
    list.current?.scrollTo(index);
    focusRow(grid, index, FRAMES);
  };
  const onKey = useRowKeys({ database: databases[current], ask, move, current, last: databases.length - 1 });
  return (
    <div ref={grid} role="grid" aria-label={t.databases.list} aria-rowcount={databases.length} className={styles.grid} onKeyDown={onKey}>
      <VirtualList
        ref={list}
        count={databases.length}
        rowHeight={ROW_PX}
        keyOf={(index) => databases[index]!.id}
        className={styles.scroller}
      >
        {(index) => (
          <DatabaseRow
            database={databases[index]!}
            destinations={destinations}
            index={index}
            current={index === current ? 'yes' : 'no'}
            onChoose={setChosen}
            onAsk={ask}
          />
        )}
      </VirtualList>
      {asked !== undefined && (
        <DatabaseDialog
          {...asked}
          onClose={(next) => { setAsked(next === undefined ? undefined : { ...asked, kind: next }); }}
        />
      )}
    </div>
  );
}

/** A row far away is drawn only after it was scrolled to. */
function focusRow(grid: RefObject<HTMLElement | null>, index: number, frames: number): void {
  requestAnimationFrame(() => {
    const row = grid.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 1}"]`);
    if (row !== null && row !== undefined) row.focus();
    else if (frames > 0) focusRow(grid, index, frames - 1);
  });
}

interface RowKeys {
  readonly database: DatabaseView | undefined;
  readonly current: number;
  readonly last: number;
  readonly ask: (kind: DialogKind, database: string) => void;
  readonly move: (to: number) => void;
}

function useRowKeys({ database, current, last, ask, move }: RowKeys): (event: KeyboardEvent) => void {
  const actions = useDatabaseActions();
  if (database === undefined) return () => undefined;
  const id = database.id;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => { move(current + 1); },
    ArrowUp: () => { move(current - 1); },
    PageDown: () => { move(current + PAGE); },
    PageUp: () => { move(current - PAGE); },
    Home: () => { move(0); },
    End: () => { move(last); },
    Enter: () => { go({ screen: 'database', database: id }); },
    r: () => { if (database.txid > 0) go({ screen: 'restore', database: id }); },
    p: () => {
      if (database.state.kind === 'paused') actions.resume(database);
      else actions.pause(database, 'resumed');
    },
    Delete: () => { ask('stop', id); },
    Backspace: () => { ask('stop', id); },
  };
  return (event) => {
    const onRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row';
    if (!onRow || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
}
