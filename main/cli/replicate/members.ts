// The databases that a run follows, each with what is said about it.
import type { DatabaseAgent } from '../../engine/agent/database-agent.ts';
import type { ErrorCode } from '../../engine/base/errors.ts';
import type { RunningAgent } from '../bridge/agent.ts';
import { homeOf } from '../bridge/known.ts';
import type { DatabaseConfig } from '../config/configuration.ts';
import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { DatabaseCounters } from '../metrics/counters.ts';
import type { Log } from '../terminal/log.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { Reporter, type Purpose } from './reporter.ts';
import { retentionEvents } from './retained.ts';

/** `refused` for a file that another database is written into. */
async function requireNoFollower(path: string, { disk, env }: Context): Promise<void> {
  const { requireNotFollowing } = await import('../../engine/agent/followed-file.ts');
  const { canonicalPath } = await import('../../engine/agent/home.ts');
  requireNotFollowing(disk, await homeOf(env), canonicalPath(path));
}

export interface Member {
  readonly label: string;
  readonly config: DatabaseConfig;
  readonly database: DatabaseAgent;
  readonly reporter: Reporter;
  readonly counters: DatabaseCounters;
}

export interface MembersOptions {
  readonly agent: RunningAgent;
  readonly purpose: Purpose;
  readonly log: Log;
  readonly context: Context;
}

export class Members {
  readonly #options: MembersOptions;
  readonly #members = new Map<string, Member>();
  /** Those that cannot go on without a person, by path. */
  readonly #failed = new Set<string>();
  readonly #allFailed = Promise.withResolvers<number>();
  #expected = Number.POSITIVE_INFINITY;

  constructor(options: MembersOptions) {
    this.#options = options;
  }

  get all(): readonly Member[] {
    return [...this.#members.values()];
  }

  get allFailed(): Promise<number> {
    return this.#allFailed.promise;
  }

  has(path: string): boolean {
    return this.#members.has(path);
  }

  /** That so many there are, and no more will come. Before nothing can be said of all. */
  expect(count: number): void {
    this.#expected = count;
    this.#checkAllFailed();
  }

  async add(config: DatabaseConfig, label: string): Promise<void> {
    const { agent, purpose, log, context } = this.#options;
    await requireNoFollower(config.path, context);
    const line = new ProgressLine(context.console, context.clock, label);
    const reporter = new Reporter(label, purpose, log, context.clock);
    const database = await agent.add(config, line.update);
    const counters = new DatabaseCounters(database);
    this.#members.set(config.path, { label, config, database, reporter, counters });
    database.changed.on((status) => {
      if (status.state.kind !== 'behind') line.end();
      reporter.update(status);
      this.#note(config.path, status.state.kind);
    });
    database.retained.on((outcome) => {
      retentionEvents(label, outcome).forEach(log.write);
    });
    reporter.update(database.status());
    this.#note(config.path, database.status().state.kind);
  }

  /** After a last sync; rejects with why that failed, and follows it no more all the same. */
  async remove(path: string): Promise<void> {
    const member = this.#members.get(path);
    if (member === undefined) return;
    this.#members.delete(path);
    this.#failed.delete(path);
    member.reporter.end();
    member.counters.end();
    await this.#options.agent.remove(member.database, member.config);
  }

  #note(path: string, kind: string): void {
    if (!this.#members.has(path)) return;
    if (kind === 'failed') this.#failed.add(path);
    else this.#failed.delete(path);
    this.#checkAllFailed();
  }

  #checkAllFailed(): void {
    if (this.#members.size < this.#expected || this.#failed.size < this.#members.size) return;
    const first = this.all[0]?.database.status().state;
    if (first?.kind === 'failed') this.#allFailed.resolve(exitCodeOf(first.trouble.code as ErrorCode));
  }
}
