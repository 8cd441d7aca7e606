// What the agent is given: its services, and what to follow.
import type { Clock } from '../base/clock.ts';
import type { Disk } from '../base/disk.ts';
import type { Mutex } from '../base/mutex.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import type { Permit } from '../destination/permit.ts';
import type { GenerationClient } from '../generations/client.ts';
import type { WriteBounds } from '../generations/write/sender.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { Txid } from '../ltx/txid.ts';
import type { HistoryGate } from '../replica/history-gate.ts';
import type { UploadPace } from '../replica/pacing/pace.ts';
import type { HistoryPoint } from '../stream/node/primary-host.ts';
import type { Claims } from './claims.ts';
import type { Pulse } from './pulse.ts';
import type { DatabaseSettings } from './settings.ts';

export interface EngineServices {
  /** Folder of Tidemark's own state. */
  readonly home: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly jobs: JobRunner;
}

export interface AgentServices extends EngineServices {
  readonly pulse: Pulse;
  /** Whose history is where. */
  readonly claims: Claims;
  /** One merge of files at a time, whatever the database. */
  readonly merges: Mutex;
}

/** How a destination of a database is written to. */
export interface AboutDestination {
  /** Who may write there; we, when absent. */
  readonly permit?: Permit;
  /** When changes may be sent; at once when absent. */
  readonly pace?: UploadPace;
  /** `bucket`: what is old is removed there by the place's own rules, and never by us. */
  readonly deletion?: 'ours' | 'bucket';
  /** The copy is kept in the format of Litestream 0.3 or 0.4, and not as LTX files. */
  readonly generations?: GenerationsAbout;
}

/** All in ms, as in `GenerationTimes`; as the database's own settings say where absent. */
export interface GenerationsAbout {
  /** Of the same place; closed when the copy is let go of. */
  readonly client: GenerationClient;
  readonly retention?: number | undefined;
  readonly retentionChecks?: number | undefined;
  readonly snapshots?: number | undefined;
  readonly validation?: number | undefined;
  /** As is usual when absent. */
  readonly bounds?: WriteBounds;
}

export interface DatabaseOptions {
  /** Canonical: see home.ts. */
  readonly path: string;
  readonly destinations: readonly Destination[];
  readonly settings: DatabaseSettings;
  readonly about: (destination: Destination) => AboutDestination;
  /** Whoever restores from a destination of this database reads through it; longer-lived than the agent. */
  readonly gate: HistoryGate;
  /** Transactions that retention leaves reachable, whatever their age. */
  readonly pinned: () => ReadonlySet<Txid>;
  /** Where another computer left this database's history: it goes on from there, whatever was known here. */
  readonly start: HistoryPoint | undefined;
}
