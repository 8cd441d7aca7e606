// The databases that are followed: added, followed until they are removed or all is stopped, and asked how they are.
import { abortedError, isAborted, throwIfAborted } from '../base/abort.ts';
import { TidemarkError } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import type { OnProgress } from '../base/progress.ts';
import { requireAll } from '../base/settled.ts';
import type { Destination } from '../destination/destination.ts';
import type { Txid } from '../ltx/txid.ts';
import { HistoryGate } from '../replica/history-gate.ts';
import { DatabaseAgent, type StopOptions } from './database-agent.ts';
import { Claims } from './claims.ts';
import { canonicalPath } from './home.ts';
import type { HistoryPoint } from '../stream/node/primary-host.ts';
import { Pulse } from './pulse.ts';
import type { AboutDestination, AgentServices, DatabaseOptions, EngineServices } from './services.ts';
import { type DatabaseSettings, DEFAULT_SETTINGS } from './settings.ts';

export type { DatabaseAgent } from './database-agent.ts';

export interface AddOptions {
  readonly path: string;
  readonly destinations: readonly Destination[];
  readonly settings?: Partial<DatabaseSettings>;
  /** Also reports what happens while the database is being opened. */
  readonly onProgress?: OnProgress;
  /** Ends the opening; the database is then not followed. */
  readonly signal?: AbortSignal;
  /** Of this database's histories, when others restore from them; one of its own when absent. */
  readonly gate?: HistoryGate;
  /** Transactions that retention leaves reachable whatever their age: named marks. Asked each time. */
  readonly pinned?: () => ReadonlySet<Txid>;
  /** How each destination is written to; freely when absent. Only `deletion` may change while the database is followed. */
  readonly about?: (destination: Destination) => AboutDestination;
  /** Where another computer left the history: it goes on from there. */
  readonly start?: HistoryPoint;
}

export class Agent {
  readonly #services: AgentServices;
  readonly #databases = new Map<string, DatabaseAgent>();
  /** Paths that are being opened. */
  readonly #opening = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(services: EngineServices) {
    this.#services = { ...services, pulse: new Pulse(services.clock), claims: new Claims(services), merges: new Mutex() };
  }

  get databases(): readonly DatabaseAgent[] {
    return [...this.#databases.values()];
  }

  /**
   * Follows a database from now on. A database that cannot be opened now is followed as soon as it can: its status
   * says what is waited for. `usage` if it is followed already, `state-in-use` if another agent does.
   */
  async add(request: AddOptions): Promise<DatabaseAgent> {
    const { path, onProgress, signal: given } = request;
    const canonical = canonicalPath(path);
    if (this.#databases.has(canonical) || this.#opening.has(canonical)) {
      throw new TidemarkError('usage', `${path} is being copied already`, { hint: 'Name each database once.' });
    }
    const options = withDefaults(request, canonical);
    const signal = AbortSignal.any([this.#stopping.signal, ...(given === undefined ? [] : [given])]);
    this.#opening.add(canonical);
    try {
      const database = await DatabaseAgent.open(this.#services, options, signal, onProgress ?? (() => undefined));
      this.#databases.set(canonical, database);
      if (isAborted(signal)) await this.#drop(database);
      throwIfAborted(signal, `opening ${path}`);
      database.start();
      return database;
    } finally {
      this.#opening.delete(canonical);
    }
  }

  /** Stops following one database after a last sync; rejects with the reason why that failed after it has stopped. */
  async remove(database: DatabaseAgent, options: StopOptions = {}): Promise<void> {
    this.#databases.delete(database.path);
    await database.stop(options);
  }

  async #drop(database: DatabaseAgent): Promise<void> {
    this.#databases.delete(database.path);
    await database.stop().catch(() => undefined);
  }

  /** Stops following all databases, each after a last sync; rejects with the first failure after all have stopped. */
  async stop(options: StopOptions = {}): Promise<void> {
    this.#stopping.abort(abortedError('opening'));
    const results = await Promise.allSettled(this.databases.map((database) => database.stop(options)));
    await this.#services.pulse.close();
    this.#databases.clear();
    requireAll(results);
  }
}

function withDefaults({ destinations, settings, gate, pinned, about, start }: AddOptions, path: string): DatabaseOptions {
  return {
    path,
    destinations,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    gate: gate ?? new HistoryGate(),
    pinned: pinned ?? (() => new Set()),
    about: about ?? (() => ({})),
    start,
  };
}
