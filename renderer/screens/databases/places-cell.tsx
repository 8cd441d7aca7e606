// Where one database goes: each destination with the state of its copy; below, how far it is or why it is not there.
import type { CopyView, DatabaseView, DestinationView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { bytes, clock, number } from '../../../main/ipc/contract/words/format.ts';
import { holderOf, shapeOfCopy } from '../../../main/ipc/contract/words/overall.ts';
import { useText } from '../../app/text/use-text.ts';
import { cx } from '../../parts/cx.ts';
import { KindIcon } from '../../parts/icons/kind-icon.tsx';
import { ProgressBar, shareOf } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { duration } from '../../parts/text/duration.ts';
import { useNow } from '../../state/hooks.ts';
import styles from './places-cell.module.css';
import type { Destinations } from './status.ts';

/** More are counted. */
const SHOWN = 2;

interface PlacesCellProps {
  readonly database: DatabaseView;
  readonly destinations: Destinations;
}

export function PlacesCell({ database, destinations }: PlacesCellProps) {
  const { t } = useText();
  const { copies } = database;
  return (
    <div role="gridcell" className={styles.places}>
      <span className={styles.names}>
        {copies.length === 0 && <span className={styles.dim}>{t.databases.noPlaces}</span>}
        {copies.slice(0, SHOWN).map((copy) => (
          <Place key={copy.destination} copy={copy} destination={destinations[copy.destination]} />
        ))}
        {copies.length > SHOWN && <span className={styles.dim}>{t.databases.morePlaces(copies.length - SHOWN)}</span>}
      </span>
      <Below database={database} />
    </div>
  );
}

function Place({ copy, destination }: { readonly copy: CopyView; readonly destination: DestinationView | undefined }) {
  const { words } = useText();
  const name = destination?.name ?? copy.url;
  // A quiet database asks nothing of a place, and would not notice by itself that it is gone.
  const isGone = copy.state.kind === 'idle' && destination?.reach.kind === 'absent';
  const kind = isGone ? 'waiting' : shapeOfCopy(copy);
  // Only what is not as usual gets a mark.
  const shape = kind === 'safe' ? undefined : kind;
  const share = shareOf(copy.progress);
  const label = shape === undefined ? {} : { label: words.shape[shape] };
  return (
    <span className={styles.place}>
      {shape === undefined ? <KindIcon kind={destination?.kind} size={14} /> : <Shape kind={shape} size={12} level={share} {...label} />}
      <span className={styles.text} title={name}>{name}</span>
    </span>
  );
}

function Below({ database }: { readonly database: DatabaseView }) {
  const { t, language } = useText();
  const { state, progress } = database;
  const now = useNow(60_000);
  const holder = holderOf(database);
  if (progress !== undefined && state.kind !== 'paused') return <Moving database={database} />;
  if (state.kind !== 'waiting' && state.kind !== 'failed') return null;
  const message = holder === undefined
    ? errorIn(language, state.reason).message
    : t.pen.theirs(holder.owner, clock(language, holder.until, now));
  return <span className={cx(styles.reason, state.kind === 'failed' && styles.alarm)} title={message}>{message}</span>;
}

function Moving({ database }: { readonly database: DatabaseView }) {
  const { t, language } = useText();
  const { progress, name } = database;
  const share = shareOf(progress);
  const percent = share === undefined ? [] : [t.databases.percent(number(language, Math.floor(share * 100)))];
  const rate = progress?.rate === undefined ? [] : [t.parts.perSecond(bytes(language, progress.rate))];
  const left = progress?.remaining === undefined ? [] : [t.parts.left(duration(language, progress.remaining))];
  return (
    <span className={styles.moving}>
      <ProgressBar label={name} progress={progress} className={styles.bar} />
      <span className={styles.reason}>{[...percent, ...rate, ...left].join(' · ')}</span>
    </span>
  );
}
