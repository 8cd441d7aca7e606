// What is known at this moment, as metrics: Litestream's by their names where we know the same thing (FACTS B.18), and
// what those lack: how old the newest restorable state is, what waits, what it costs, and who has the pen.
//
// Nothing is asked of a destination for it.
import type { Place } from '../../engine/agent/conductor/place.ts';
import type { DatabaseAgent, HistoryAt } from '../../engine/agent/database-agent.ts';
import type { DatabaseStatus, ReplicaStatus } from '../../engine/agent/status.ts';
import type { Pen } from '../../engine/destination/permit.ts';
import { REQUEST_KINDS } from '../../engine/destination/traffic/usage.ts';
import type { DatabaseCounters } from './counters.ts';
import type { Family, Labels, Sample } from './exposition.ts';

export interface FollowedDatabase {
  readonly database: Pick<DatabaseAgent, 'path' | 'status' | 'facts' | 'histories'>;
  readonly counters: DatabaseCounters;
}

export interface MetricsSource {
  readonly version: string;
  readonly databases: readonly FollowedDatabase[];
  readonly places: readonly Place[];
  /** Who may write to the history of that URL. */
  readonly penOf: (url: string) => Pen;
  /** When a state of the history of that URL was last restored and proved, ms since the epoch. */
  readonly provedAt: (url: string) => number | undefined;
  /** Bytes of a file; 0 when it is not there. */
  readonly sizeOf: (path: string) => number;
  /** Wall clock, ms since the epoch. */
  readonly now: number;
}

export function collect(source: MetricsSource): Family[] {
  return [
    gauge('tidemark_info', 'The running Tidemark; always 1.', [{ labels: { version: source.version }, value: 1 }]),
    ...databaseFamilies(source),
    ...copyFamilies(source),
    ...placeFamilies(source.places),
  ];
}

function databaseFamilies({ databases, sizeOf }: MetricsSource): Family[] {
  const each = (value: (one: FollowedDatabase, status: DatabaseStatus) => number): Sample[] =>
    databases.map((one) => ({ labels: { db: one.database.path }, value: value(one, one.database.status()) }));
  return [
    gauge('litestream_db_size', 'Size of the database, bytes.', each(({ database }) => database.facts().size)),
    gauge('litestream_wal_size', 'Size of the WAL, bytes.', each(({ database }) => sizeOf(`${database.path}-wal`))),
    gauge('litestream_txid', 'Newest captured transaction.', each((_, { txid }) => Number(txid))),
    counter('litestream_sync_count', 'Captures that found changes.', each(({ counters }) => counters.syncs)),
    counter('litestream_sync_error_count', 'Times that something came in the way.', each(({ counters }) => counters.errors)),
    gauge('litestream_disk_full', '1 while there is no room on the disk.', each((_, status) => (isDiskFull(status) ? 1 : 0))),
    counter(
      'litestream_compaction_verify_error_count',
      'Merged files that could not be made or proved.',
      each(({ counters }) => counters.compactionErrors),
    ),
    counter('tidemark_captured_bytes_total', 'Bytes of captured changes.', each(({ counters }) => counters.capturedBytes)),
    gauge('tidemark_database_state', '1 for the state that the database is in.', databases.map(({ database }) => stateSample(database.status()))),
  ];
}

function stateSample({ path, state }: DatabaseStatus): Sample {
  return { labels: { db: path, state: state.kind }, value: 1 };
}

function isDiskFull({ state, destinations }: DatabaseStatus): boolean {
  return [state, ...destinations.map((destination) => destination.state)].some((one) => 'trouble' in one && one.trouble.code === 'disk-full');
}

interface Copy {
  readonly labels: Labels;
  readonly status: DatabaseStatus;
  readonly replica: ReplicaStatus;
  readonly history: HistoryAt | undefined;
}

function copyFamilies({ databases, penOf, provedAt, now }: MetricsSource): Family[] {
  const copies = databases.flatMap(({ database }) => copiesOf(database));
  const each = (value: (copy: Copy) => number | undefined): Sample[] =>
    copies.flatMap((copy) => {
      const known = value(copy);
      return known === undefined ? [] : [{ labels: copy.labels, value: known }];
    });
  return [
    gauge(
      'tidemark_newest_restorable_age_seconds',
      'Seconds since the newest state that can be restored from there was captured; while tidemark_in_sync is 1 nothing is missing.',
      each(({ history }) => ageOf(history, now)),
    ),
    gauge(
      'tidemark_last_proved_restore_timestamp_seconds',
      'When a state was last restored from there and proved equal to what was captured (restore, verify), by this computer.',
      each(({ replica }) => inSeconds(provedAt(replica.url))),
    ),
    gauge('tidemark_in_sync', '1 when every captured change is there.', each(({ status, replica }) => (isThere(status, replica) ? 1 : 0))),
    gauge('tidemark_pending_files', 'Captured files that wait to go there.', each(({ replica }) => replica.pending.files)),
    gauge('tidemark_pending_bytes', 'Bytes that wait to go there.', each(({ replica }) => replica.pending.bytes)),
    gauge('tidemark_destination_txid', 'Newest transaction that is there.', each(({ replica }) => Number(replica.txid))),
    gauge(
      'tidemark_pen',
      '1 for who may write there: ours, theirs, free, or unused.',
      copies.map(({ labels, replica }) => ({ labels: { ...labels, state: penOf(replica.url).kind }, value: 1 })),
    ),
  ];
}

function copiesOf(database: FollowedDatabase['database']): Copy[] {
  const status = database.status();
  return status.destinations.map((replica) => ({
    labels: { db: status.path, destination: replica.url },
    status,
    replica,
    history: database.histories.find(({ destination }) => destination.url === replica.url),
  }));
}

/** Undefined while it is not known what is there. */
function ageOf(history: HistoryAt | undefined, now: number): number | undefined {
  const files = history?.holdings.peek() ?? [];
  const newest = files.reduce((latest, { createdAt }) => Math.max(latest, createdAt), -Infinity);
  return newest === -Infinity ? undefined : Math.max(0, now - newest) / 1000;
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function isThere(status: DatabaseStatus, replica: ReplicaStatus): boolean {
  return status.txid > 0n && replica.txid >= status.txid;
}

/** What each kind of request is called in Litestream's metrics. */
const OPERATIONS = { write: 'PUT', read: 'GET', list: 'LIST', delete: 'DELETE' } as const;

function placeFamilies(places: readonly Place[]): Family[] {
  const servers = places.filter(({ row }) => row.location.kind !== 'folder');
  const usages = servers.map(({ row, costs }) => ({ destination: row.name, type: row.location.kind, usage: costs.usage() }));
  const requests = usages.flatMap(({ destination, usage }) =>
    REQUEST_KINDS.map((kind) => ({ labels: { destination, kind }, value: usage.requests[kind] })),
  );
  const bytes = usages.flatMap(({ destination, usage: { up, down } }) => [
    { labels: { destination, direction: 'up' }, value: up },
    { labels: { destination, direction: 'down' }, value: down },
  ]);
  const cost = usages.map(({ destination, usage }) => ({ labels: { destination }, value: usage.dollars }));
  return [
    counter('litestream_replica_operation_total', 'Requests this month, by kind of server.', summed(usages.flatMap(operationsOf))),
    counter('litestream_replica_operation_bytes', 'Bytes this month, by kind of server.', summed(usages.flatMap(operationBytesOf))),
    gauge('tidemark_month_requests', 'Requests this calendar month (UTC).', requests),
    gauge('tidemark_month_bytes', 'Bytes that went there, or came from there, this calendar month (UTC).', bytes),
    gauge('tidemark_month_cost_dollars', 'What this month has cost by the list of prices, without storage.', cost),
  ];
}

interface PlaceUsage {
  readonly type: string;
  readonly usage: ReturnType<Place['costs']['usage']>;
}

function operationsOf({ type, usage }: PlaceUsage): Sample[] {
  return REQUEST_KINDS.map((kind) => ({ labels: { replica_type: type, operation: OPERATIONS[kind] }, value: usage.requests[kind] }));
}

function operationBytesOf({ type, usage }: PlaceUsage): Sample[] {
  return [
    { labels: { replica_type: type, operation: 'PUT' }, value: usage.up },
    { labels: { replica_type: type, operation: 'GET' }, value: usage.down },
  ];
}

/** One sample for the same labels. */
function summed(samples: readonly Sample[]): Sample[] {
  const sums = new Map<string, Sample>();
  for (const { labels, value } of samples) {
    const key = JSON.stringify(labels);
    sums.set(key, { labels, value: value + (sums.get(key)?.value ?? 0) });
  }
  return [...sums.values()];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'gauge', samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'counter', samples };
}
