// One database: shape, name and path, pulse, status and age, where it goes, what can be done.
import { memo, type MouseEvent, useRef } from 'react';
import { bytes } from '../../../main/ipc/contract/words/format.ts';
import { copiedAt, holderOf, shapeOf } from '../../../main/ipc/contract/words/overall.ts';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { cx } from '../../parts/cx.ts';
import { shareOf } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { Sparkline } from '../../parts/sparkline/sparkline.tsx';
import { Age } from '../../parts/text/age.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { folderOf } from '../../parts/text/paths.ts';
import { useNow } from '../../state/hooks.ts';
import type { DialogKind } from './database-dialog.tsx';
import { DatabaseMenu } from './database-menu.tsx';
import styles from './database-row.module.css';
import { PlacesCell } from './places-cell.tsx';
import { type Destinations, statusWords } from './status.ts';

interface DatabaseRowProps {
  readonly database: DatabaseView;
  readonly destinations: Destinations;
  /** From 0, in the whole list. */
  readonly index: number;
  /** The one row that Tab reaches. */
  readonly current: 'yes' | 'no';
  readonly onChoose: (database: string) => void;
  readonly onAsk: (kind: DialogKind, database: string) => void;
}

export const DatabaseRow = memo(function DatabaseRow(props: DatabaseRowProps) {
  const { database, destinations, index, current, onChoose, onAsk } = props;
  const row = useRef<HTMLDivElement>(null);
  const shape = shapeOf(database.state);
  const status = useStatus(database, destinations);
  const open = (event: MouseEvent): void => {
    if (!isControl(event.target)) go({ screen: 'database', database: database.id });
  };
  const openMenu = (event: MouseEvent): void => {
    event.preventDefault();
    row.current?.querySelector<HTMLElement>('[data-menu]')?.click();
  };
  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={index + 1}
      aria-label={`${database.name}, ${status}`}
      aria-selected={current === 'yes'}
      tabIndex={current === 'yes' ? 0 : -1}
      className={styles.row}
      onFocus={() => { onChoose(database.id); }}
      onClick={open}
      onContextMenu={openMenu}
    >
      <div role="gridcell" className={styles.shape}>
        <Shape kind={shape} level={shareOf(database.progress)} size={18} />
      </div>
      <NameCell database={database} />
      <div role="gridcell" className={styles.pulse}><Sparkline values={database.pulse} /></div>
      <div role="gridcell" className={styles.status}>
        <span className={cx(styles.word, shape === 'needs-you' && styles.alarm)} title={status}>{status}</span>
        <Age at={copiedAt(database)} className={styles.dim} />
      </div>
      <PlacesCell database={database} destinations={destinations} />
      <ActionsCell database={database} onAsk={onAsk} />
    </div>
  );
});

/** Looks at the clock only where the words depend on it. */
function useStatus(database: DatabaseView, destinations: Destinations): string {
  const text = useText();
  const now = useNow(60_000);
  return statusWords(database, destinations, text, now);
}

function NameCell({ database }: { readonly database: DatabaseView }) {
  const { language } = useText();
  return (
    <div role="gridcell" className={styles.name}>
      <span className={styles.title}>
        {database.name}
        {database.app !== undefined && <span className={styles.app}>{database.app}</span>}
      </span>
      <span className={styles.where}>
        <PathText path={folderOf(database.path)} />
        <span className={styles.size}>{bytes(language, database.size)}</span>
      </span>
    </div>
  );
}

interface ActionsCellProps {
  readonly database: DatabaseView;
  readonly onAsk: (kind: DialogKind, database: string) => void;
}

function ActionsCell({ database, onAsk }: ActionsCellProps) {
  const { t } = useText();
  const { id } = database;
  return (
    <div role="gridcell" className={styles.actions}>
      {database.state.kind === 'failed' && (
        <Button size="small" aria-label={`${t.databases.fix} ${database.name}`} onClick={() => { onAsk('help', id); }}>
          {t.databases.fix}
        </Button>
      )}
      {holderOf(database) !== undefined && (
        <Button size="small" className={styles.wide} aria-label={`${t.pen.take} ${database.name}`} onClick={() => { onAsk('pen', id); }}>
          {t.pen.take}
        </Button>
      )}
      <DatabaseMenu database={database} onDialog={(kind) => { onAsk(kind, id); }} />
    </div>
  );
}

/** Also what lies in a layer above: React hands its events to the row that it was opened from. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && (target.closest('button, a, input') !== null || target.closest('[role=row]') === null);
}
