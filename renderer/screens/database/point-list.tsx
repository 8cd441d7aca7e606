// All points as a plain list, newest first, for those who would rather read than scrub.
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { bytes, number, shortAgo } from '../../../main/ipc/contract/words/format.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { cx } from '../../parts/cx.ts';
import { FlagIcon } from '../../parts/icons/icons.tsx';
import { VirtualList, type VirtualListHandle } from '../../parts/list/virtual-list.tsx';
import { timeLabels } from '../../parts/scrubber/labels.ts';
import { useNow } from '../../state/hooks.ts';
import { kindAt, type Points } from '../../state/points.ts';
import styles from './point-list.module.css';
import { rowAfter } from './rows.ts';

interface PointListProps {
  readonly database: DatabaseView;
  readonly points: Points;
  /** Undefined is now. */
  readonly index: number | undefined;
  readonly onChoose: (index: number | undefined) => void;
}

const ROW = 32;

/** Row 0 is now, row 1 the newest point. */
export function PointList({ database, points, index, onChoose }: PointListProps) {
  const { t, language } = useText();
  const list = useRef<VirtualListHandle>(null);
  const id = useId();
  const names = useMemo(() => namesByTxid(database), [database]);
  const row = index === undefined ? 0 : points.count - index;
  useEffect(() => { list.current?.scrollTo(row); }, [row]);
  const keyOf = useCallback((at: number) => (at === 0 ? 'now' : String(points.txids[points.count - at])), [points]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && index !== undefined) go({ screen: 'restore', database: database.id, txid: points.txids[index]! });
    const next = rowAfter(event.key, row, points.count);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next === 0 ? undefined : points.count - next);
  };
  return (
    <section aria-labelledby={`${id}-title`} className={styles.points}>
      <header className={styles.head}>
        <h2 id={`${id}-title`}>{t.database.points}</h2>
        <span className={styles.count}>{number(language, points.count)}</span>
      </header>
      <VirtualList
        ref={list}
        count={points.count + 1}
        rowHeight={ROW}
        keyOf={keyOf}
        className={styles.list}
        control={{
          role: 'listbox',
          tabIndex: 0,
          'aria-labelledby': `${id}-title`,
          'aria-activedescendant': `${id}-${row}`,
          onKeyDown,
        }}
      >
        {(at) => (
          <Row
            id={`${id}-${at}`}
            points={points}
            row={at}
            chosen={at === row ? 'yes' : 'no'}
            name={names.get(points.txids[points.count - at] ?? 0)}
            onChoose={() => { onChoose(at === 0 ? undefined : points.count - at); }}
          />
        )}
      </VirtualList>
    </section>
  );
}

function namesByTxid({ marks }: DatabaseView): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { name, txid } of marks) names.set(txid, names.has(txid) ? `${names.get(txid)!}, ${name}` : name);
  return names;
}

interface RowProps {
  readonly id: string;
  readonly points: Points;
  readonly row: number;
  readonly chosen: 'yes' | 'no';
  readonly name: string | undefined;
  readonly onChoose: () => void;
}

function Row({ id, points, row, chosen, name, onChoose }: RowProps) {
  const index = points.count - row;
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen === 'yes'}
      aria-setsize={points.count + 1}
      aria-posinset={row + 1}
      className={cx(styles.row, chosen === 'yes' && styles.chosen)}
      onClick={onChoose}
    >
      {row === 0 ? <NowCells /> : <PointCells points={points} index={index} name={name} />}
    </div>
  );
}

function NowCells() {
  const { t } = useText();
  return (
    <>
      <span className={styles.water} />
      <span className={styles.time}>{t.database.now}</span>
    </>
  );
}

function PointCells({ points, index, name }: Pick<RowProps, 'points' | 'name'> & { readonly index: number }) {
  const { t, language } = useText();
  const now = useNow(10_000);
  const at = points.times[index]!;
  const kind = kindAt(points, index);
  return (
    <>
      <span className={cx(styles.tick, kind === 'snapshot' && styles.tall)} />
      <span className={styles.time}>{timeLabels(language).time(at, now)}</span>
      <span className={styles.age}>{shortAgo(language, at, now)}</span>
      <span className={styles.size}>{bytes(language, points.bytes[index]!)}</span>
      <span className={styles.kind}>{kind === 'snapshot' ? t.database.snapshot : ''}</span>
      <span className={styles.name}>{name !== undefined && <><FlagIcon size={12} />{name}</>}</span>
    </>
  );
}
