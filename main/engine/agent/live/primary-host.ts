// Captures a database while this node is its primary, as the agent captures any other.
import { isTidemarkError } from '../../base/errors.ts';
import type { Destination } from '../../destination/destination.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { LeftBehind } from '../../stream/apply/state.ts';
import type { PrimaryHandle, PrimaryHost, PrimaryRequest } from '../../stream/node/primary-host.ts';
import type { AddOptions, Agent, DatabaseAgent } from '../agent.ts';

export interface AgentPrimaryHostOptions {
  readonly agent: Agent;
  /** Where it is copied to as well, while it is written here. */
  readonly destinations?: readonly Destination[];
  readonly add?: Pick<AddOptions, 'settings' | 'about' | 'gate'>;
}

export class AgentPrimaryHost implements PrimaryHost {
  readonly #options: AgentPrimaryHostOptions;

  constructor(options: AgentPrimaryHostOptions) {
    this.#options = options;
  }

  async begin({ path, from }: PrimaryRequest): Promise<PrimaryHandle> {
    const { agent, destinations = [], add } = this.#options;
    const start = from === undefined ? {} : { start: from };
    const database = await agent.add({ path, destinations, ...add, ...start });
    const handle = new AgentPrimary(agent, database);
    try {
      await handle.captureNow();
    } catch (error) {
      await handle.stop(0);
      throw error;
    }
    return handle;
  }
}

class AgentPrimary implements PrimaryHandle {
  readonly #agent: Agent;
  readonly #database: DatabaseAgent;

  constructor(agent: Agent, database: DatabaseAgent) {
    this.#agent = agent;
    this.#database = database;
  }

  get source(): DatabaseAgent['source'] {
    return this.#database.source;
  }

  pageSize(): number {
    return this.#database.status().pageSize;
  }

  async captureNow(): Promise<Pos | undefined> {
    try {
      await this.#database.captureNow();
    } catch (error) {
      if (!isTidemarkError(error, 'database-missing') && !isTidemarkError(error, 'database-empty')) throw error;
    }
    return this.source.head();
  }

  async stop(within: number): Promise<LeftBehind | undefined> {
    const header = await this.#database.header().catch(() => undefined);
    const { txid, checksum, pageSize, commit } = this.#database.status();
    const timestamp = this.#database.facts().changedAt;
    // What could not be copied is copied when it is written here again; what counts for those who follow is here.
    await this.#agent.remove(this.#database, { within }).catch(() => undefined);
    if (header === undefined || this.#database.status().txid !== txid) return undefined;
    return { txid, checksum, pageSize, commit, header, timestamp };
  }
}
