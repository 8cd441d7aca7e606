// What the parts of the conductor share: its services, what is kept, and who is followed.
import type { Mutex } from '../../base/mutex.ts';
import type { Agent } from '../agent.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { OperationLog } from '../operations/operation-log.ts';
import type { SecretKeeper } from '../secrets.ts';
import type { EngineServices } from '../services.ts';
import type { DestinationBook } from './destination-book.ts';
import type { DatabaseBook } from './database-book.ts';
import type { LiveBook } from './live/live-book.ts';
import type { SettingsBook } from './settings-book.ts';
import type { Surroundings } from './surroundings.ts';

export interface Core {
  readonly services: EngineServices;
  readonly surroundings: Surroundings;
  readonly catalogue: Catalogue;
  /** Keys of destinations. */
  readonly keeper: SecretKeeper;
  readonly log: OperationLog;
  readonly agent: Agent;
  /** Registering, and choosing destinations, one at a time: what is free is taken by the one that looked. */
  readonly turn: Mutex;
  /** What people asked for and is under way. */
  readonly works: Set<Promise<unknown>>;
  /** Fires when the engine is asked to stop. */
  readonly stopping: AbortController;
  readonly settings: SettingsBook;
  readonly destinations: DestinationBook;
  readonly databases: DatabaseBook;
  readonly live: LiveBook;
}
