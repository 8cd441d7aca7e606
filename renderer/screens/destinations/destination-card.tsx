// One destination: whether it is there, its space, what is stored, what it costs, and how far each database's copy is.
import type { DatabaseView, DestinationLocation, DestinationView, ReachView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { bytes } from '../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { KindIcon } from '../../parts/icons/kind-icon.tsx';
import type { ShapeKind } from '../../parts/shape/shape.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useEngine } from '../../state/hooks.ts';
import { CopiesList, rowsOf } from './copies-list.tsx';
import styles from './destination-card.module.css';
import { DestinationMenu } from './destination-menu.tsx';
import { LevelBar } from './level-bar.tsx';
import { Usage } from './usage.tsx';

interface DestinationCardProps {
  readonly destination: DestinationView;
  /** Those that are copied there. */
  readonly databases: readonly DatabaseView[];
  readonly onAsk: (kind: 'change' | 'remove') => void;
}

export function DestinationCard({ destination, databases, onAsk }: DestinationCardProps) {
  const text = useText();
  const { t, language } = text;
  const isDefault = useEngine((view) => view.settings.defaultDestination === destination.id) ?? false;
  const { name, kind, url, location, choices, reach, space, sameDisk } = destination;
  const site = siteOf(location);
  const reached = rowsOf(destination.id, databases).some(({ copy }) => copy.safeAt > 0);
  const { shape, word } = reachWords(reach, text);
  return (
    <li className={styles.card}>
      <header className={styles.head}>
        <KindIcon kind={kind} size={20} />
        <div className={styles.names}>
          <h2 className={styles.name}>
            {name}
            {isDefault && <span className={styles.badge}>{t.destinations.isDefault}</span>}
          </h2>
          <PathText path={url} className={styles.path} />
        </div>
        <DestinationMenu destination={destination} isDefault={isDefault ? 'yes' : 'no'} onAsk={onAsk} />
      </header>
      <div className={styles.facts}>
        <StatusWord kind={shape}>{word}</StatusWord>
        {space !== undefined
          ? <span className={styles.dim}>{t.destinations.free(bytes(language, space.free), bytes(language, space.total))}</span>
          : <span className={styles.dim}>{site}</span>}
      </div>
      {reach.kind === 'denied' && <ErrorNote error={reach.reason} />}
      {reach.kind === 'absent' && <p className={styles.dim}>{errorIn(language, reach.reason).hint}</p>}
      {choices.format === 'generations' && <p className={styles.dim}>{t.destinations.writtenAs(t.place.formats.generations)}</p>}
      {sameDisk === 'yes' && <p className={styles.warning}>{t.destinations.sameDisk}</p>}
      {(choices.format === 'ltx' || destination.levels.length > 0) && <LevelBar levels={destination.levels} reached={reached ? 'once' : 'never'} />}
      <Usage destination={destination} />
      <CopiesList destination={destination.id} databases={databases} />
    </li>
  );
}

/** Where it is, for those that have no disk. */
function siteOf(location: DestinationLocation): string {
  switch (location.kind) {
    case 'folder':
      return '';
    case 's3':
      return location.endpoint === undefined ? ['Amazon S3', ...(location.region === undefined ? [] : [location.region])].join(' · ') : hostOf(location.endpoint);
    case 'sftp':
      return location.host;
    case 'webdav':
      return hostOf(location.url);
    default:
      return location satisfies never;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function reachWords(reach: ReachView, { t }: Text): { readonly shape: ShapeKind; readonly word: string } {
  switch (reach.kind) {
    case 'here':
      return { shape: 'safe', word: t.destinations.here };
    case 'unknown':
      return { shape: 'paused', word: t.destinations.unknown };
    case 'absent':
      return { shape: 'waiting', word: t.destinations.absent };
    case 'denied':
      return { shape: 'needs-you', word: t.destinations.denied };
    default:
      return reach satisfies never;
  }
}
