// Every key that has an effect, for `tidemark help config`; a test keeps docs/cli.md at the same.
import { DEFAULT_SETTINGS } from '../../engine/agent/settings.ts';
import { formatTable } from '../text/table.ts';

export interface KeyReference {
  readonly key: string;
  readonly standard: string;
  readonly meaning: string;
}

/** As the file wants it: `24h`, `1m`, `100ms`. */
function time(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

export const KEYS: readonly KeyReference[] = [
  { key: 'dbs[].path', standard: 'required', meaning: 'the database; ~ and sqlite:// are understood' },
  { key: 'dbs[].replica.path', standard: 'required', meaning: 'the folder that keeps its copies' },
  { key: 'dbs[].replica.url', standard: '', meaning: 'the same as a URL: file:///mnt/backup/shop' },
  { key: 'dbs[].replica.type', standard: 'file', meaning: 'file: the only kind in this version' },
  { key: 'dbs[].replicas[]', standard: '', meaning: 'several destinations, each with the keys of replica' },
  {
    key: 'dbs[].min-checkpoint-page-count',
    standard: String(DEFAULT_SETTINGS.checkpointPages),
    meaning: 'checkpoint a WAL of this many frames; 0 leaves checkpoints to the app',
  },
  {
    key: 'dbs[].checkpoint-interval',
    standard: time(DEFAULT_SETTINGS.checkpointInterval),
    meaning: 'checkpoint a quiet WAL older than this; 0 never',
  },
  {
    key: 'dbs[].max-barrier',
    standard: time(DEFAULT_SETTINGS.maxBarrier),
    meaning: 'how long the app’s writers may wait for a checkpoint',
  },
  {
    key: 'dbs[].restore-if-db-not-exists',
    standard: 'false',
    meaning: 'bring a missing database back at start',
  },
  {
    key: 'snapshot.interval',
    standard: time(DEFAULT_SETTINGS.snapshotInterval),
    meaning: 'a whole copy when the last is older; 0 only when needed; also per database',
  },
  {
    key: 'retention.changes',
    standard: '',
    meaning: 'how long every change is kept: 24h; 1d if only others are set; also per database',
  },
  { key: 'retention.hourly', standard: '0', meaning: 'one state of each hour for so long: 7d; also per database' },
  { key: 'retention.daily', standard: '0', meaning: 'one of each day: 30d; also per database' },
  { key: 'retention.weekly', standard: '0', meaning: 'one of each week: 1y; also per database' },
  {
    key: 'retention.enabled',
    standard: 'true',
    meaning: 'false keeps everything, whatever the times are; also per database',
  },
  { key: 'snapshot.retention', standard: '', meaning: 'Litestream’s name for retention.changes; also per database' },
  {
    key: 'shutdown-sync-timeout',
    standard: time(DEFAULT_SETTINGS.shutdownTimeout),
    meaning: 'at the end, how long to try to copy the last changes',
  },
  { key: 'exec', standard: '', meaning: 'a command to run; its end ends replicate' },
  { key: 'logging.level', standard: 'info', meaning: 'trace, debug, info, warn or error' },
  { key: 'logging.type', standard: 'text', meaning: 'text or json (pretty means text)' },
  { key: 'logging.stderr', standard: '', meaning: 'accepted; log lines always go to stderr' },
];

/** What `tidemark help config` prints. */
export function configHelp(): string {
  const columns = [{ title: 'key' }, { title: 'default' }, { title: 'meaning' }];
  return [
    'The configuration file is YAML with Litestream’s names:',
    '',
    EXAMPLE,
    '',
    formatTable(
      columns,
      KEYS.map(({ key, standard, meaning }) => [key, standard, meaning]),
    ),
    '',
    'Durations: 500ms, 10s, 1h30m, 7d, 2w, 1y. ${NAME} stands for an environment variable, $${NAME} for itself;',
    'any other $ is a dollar sign. Litestream’s other keys are accepted, and named at start if they have',
    'no effect here. Unknown keys are errors.',
  ].join('\n');
}

const EXAMPLE = `  dbs:
    - path: ~/shop/orders.db
      replicas:
        - path: /mnt/backup/orders
        - path: /media/stick/orders`;
