// Every key that has an effect, for `tidemark help config`; a test keeps docs/cli.md at the same.
import { DEFAULT_SETTINGS } from '../../engine/agent/settings.ts';
import { DEFAULT_TERMS } from '../../engine/lease/terms.ts';
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
  { key: 'dbs[].dir', standard: '', meaning: 'instead of a path: every database of a folder' },
  { key: 'dbs[].pattern', standard: 'required', meaning: 'with dir: which names, as "*.db"' },
  { key: 'dbs[].recursive', standard: 'false', meaning: 'with dir: folders below as well' },
  { key: 'dbs[].watch', standard: 'false', meaning: 'with dir: databases that come and go are noticed' },
  { key: 'dbs[].replica.type', standard: 'file', meaning: 'file, s3, sftp or webdav; the keys of each are in docs/cli.md' },
  { key: 'dbs[].replica.path', standard: 'required', meaning: 'the folder that keeps its copies, or the path at a server' },
  { key: 'dbs[].replica.url', standard: '', meaning: 'type and path in one: s3://bucket/shop?region=eu-west-1' },
  { key: 'dbs[].replicas[]', standard: '', meaning: 'several destinations, each with the keys of replica' },
  { key: 'dbs[].replica.format', standard: 'ltx', meaning: 'generations: written as Litestream 0.3 and 0.4 read it, in a folder or in S3' },
  { key: 'dbs[].replica.naming', standard: 'flat-8', meaning: 'of generations: flat-8 is 0.3’s, nested-8 and nested-16 are 0.4’s' },
  { key: 'dbs[].replica.retention', standard: '', meaning: 'of generations: how old snapshots get; as the database’s retention' },
  { key: 'dbs[].replica.retention-check-interval', standard: '1h', meaning: 'of generations: between two looks for what is older' },
  { key: 'dbs[].replica.snapshot-interval', standard: '', meaning: 'of generations: a whole copy when the last is older; as snapshot.interval' },
  { key: 'dbs[].replica.validation-interval', standard: '0', meaning: 'of generations: how often all that is there is read back and compared' },
  { key: 'sync-interval', standard: '', meaning: '1s at servers: least time between two uploads; also per replica' },
  { key: 'budget', standard: '0', meaning: 'dollars a month that requests may cost; 0 for no bound; also per replica' },
  { key: 'prices', standard: '', meaning: 'aws, r2, b2, wasabi or none, by the endpoint; also per replica' },
  { key: 'upload-limit', standard: '0', meaning: 'bytes a second, as 2MB/s; 0 for no bound; also per replica' },
  { key: 'lease.enabled', standard: '', meaning: 'true for folders and S3: one writer at a time; also per replica' },
  { key: 'lease.type', standard: '', meaning: 'file or s3, by the replica; static for a writer that is named here' },
  { key: 'lease.ttl', standard: time(DEFAULT_TERMS.ttl), meaning: 'for how long the pen is taken at a time' },
  { key: 'lease.max-ttl', standard: time(DEFAULT_TERMS.maxTtl), meaning: 'a lease that reaches further is not believed' },
  { key: 'lease.owner', standard: '', meaning: 'who we are to others; the name of this computer' },
  { key: 'lease.holder', standard: '', meaning: 'of a static lease: the owner that writes' },
  {
    key: 'dbs[].monitor-interval',
    standard: time(DEFAULT_SETTINGS.monitorInterval),
    meaning: 'time between two looks when the system tells nothing; up to 5 s while it is quiet',
  },
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
  { key: 'l0-retention', standard: '', meaning: 'every change is kept at least so long, and a day unless more is said' },
  { key: 'levels[].interval', standard: '', meaning: '30s, 5m, 1h at servers; 5m, 1h in folders: what changes are merged into' },
  { key: 'snapshot.retention', standard: '', meaning: 'Litestream’s name for retention.changes; also per database' },
  {
    key: 'shutdown-sync-timeout',
    standard: time(DEFAULT_SETTINGS.shutdownTimeout),
    meaning: 'at the end, how long to try to copy the last changes',
  },
  { key: 'addr', standard: '', meaning: 'serve Prometheus metrics here: :9090 is on this computer alone' },
  { key: 'heartbeat-url', standard: '', meaning: 'is called while every database is safe' },
  { key: 'heartbeat-interval', standard: '5m', meaning: 'how often; 1m at least' },
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
        - url: s3://bucket/orders
    - dir: /srv/tenants
      pattern: "*.db"
      recursive: true
      watch: true
      replica: { path: /mnt/backup/tenants }`;
