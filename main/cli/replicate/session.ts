// One run of replicate: the agent with its databases, what is said about them, and their orderly end.
import type { DatabaseAgent } from '../../engine/agent/database-agent.ts';
import type { ErrorCode } from '../../engine/base/errors.ts';
import { openAgent, type RunningAgent } from '../bridge/agent.ts';
import type { DatabaseConfig } from '../config/configuration.ts';
import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { failureOf } from '../failure.ts';
import type { Log } from '../terminal/log.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { labelOf } from './labels.ts';
import { Reporter, type Purpose } from './reporter.ts';
import { retentionEvents } from './retained.ts';
import { uncopied } from './uncopied.ts';

interface Member {
  readonly label: string;
  readonly database: DatabaseAgent;
  readonly reporter: Reporter;
}

export class Session {
  readonly #agent: RunningAgent;
  readonly #size: number;
  readonly #log: Log;
  readonly #members: Member[] = [];
  readonly #allFailed = Promise.withResolvers<number>();

  private constructor(agent: RunningAgent, size: number, log: Log) {
    this.#agent = agent;
    this.#size = size;
    this.#log = log;
  }

  /**
   * Starts following every database. If one cannot be taken on at all, the others are let go and it throws.
   */
  static async open(
    configs: readonly DatabaseConfig[],
    purpose: Purpose,
    log: Log,
    context: Context,
  ): Promise<Session> {
    const session = new Session(await openAgent(context), configs.length, log);
    const paths = configs.map(({ path }) => path);
    const results = await Promise.allSettled(
      configs.map((config) => session.#add(config, labelOf(config.path, paths), purpose, context)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed === undefined) return session;
    await session.#agent.stop().catch(() => undefined);
    throw failed.reason;
  }

  /** Resolves to an exit code when no database can go on without a person. */
  get allFailed(): Promise<number> {
    return this.#allFailed.promise;
  }

  /**
   * Copies what there is now, and waits for snapshots that are due; each reason why something could not be copied is
   * said. Returns the first one.
   */
  async syncAll(signal: AbortSignal): Promise<unknown> {
    const results = await Promise.allSettled(this.#members.map(({ database }) => database.sync(signal)));
    await Promise.allSettled(this.#members.map(({ database }) => database.settled(signal)));
    const reasons = results.map((result): unknown =>
      result.status === 'rejected' ? result.reason : undefined,
    );
    reasons.forEach((reason, i) => {
      if (reason !== undefined) this.#sayFailure(reason, this.#members[i]!.label);
    });
    return reasons.find((reason) => reason !== undefined);
  }

  /** What is not at every destination, one line per thing; empty when everything is. */
  uncopied(): string[] {
    return this.#members.flatMap(({ label, database }) => uncopied(label, database.status()));
  }

  /** Whether every database was captured at least once, now or earlier. */
  everCaptured(): boolean {
    return this.#members.every(({ database }) => database.status().txid > 0n);
  }

  /**
   * A last sync of every database, then everything is released. Why the sync failed is said, and returned.
   */
  async stop(): Promise<unknown> {
    try {
      await this.#agent.stop();
      return undefined;
    } catch (error) {
      this.#sayFailure(error);
      return error;
    } finally {
      for (const { reporter } of this.#members) reporter.end();
    }
  }

  async #add(
    config: DatabaseConfig,
    label: string,
    purpose: Purpose,
    { console, clock }: Context,
  ): Promise<void> {
    const line = new ProgressLine(console, clock, label);
    const reporter = new Reporter(label, purpose, this.#log, clock);
    const database = await this.#agent.add(config, line.update);
    this.#members.push({ label, database, reporter });
    database.changed.on((status) => {
      if (status.state.kind !== 'behind') line.end();
      reporter.update(status);
      this.#checkAllFailed();
    });
    database.retained.on((outcome) => {
      retentionEvents(label, outcome).forEach(this.#log.write);
    });
    reporter.update(database.status());
    this.#checkAllFailed();
  }

  /** Before all are added nothing can be said of all. */
  #checkAllFailed(): void {
    if (this.#members.length < this.#size) return;
    const states = this.#members.map(({ database }) => database.status().state);
    const first = states[0];
    if (first?.kind !== 'failed' || states.some(({ kind }) => kind !== 'failed')) return;
    this.#allFailed.resolve(exitCodeOf(first.trouble.code as ErrorCode));
  }

  /** What a reporter has said is not said again. */
  #sayFailure(error: unknown, subject?: string): void {
    const { code, message, hint } = failureOf(error);
    if (this.#members.some(({ reporter }) => reporter.hasSaid(code))) return;
    // That waiting was cut short is no reason of its own.
    if (code === 'aborted' && this.#members.some(({ reporter }) => reporter.hasSaidTrouble)) return;
    const words = `not copied: ${message}${hint === '' ? '' : ` — ${hint}`}`;
    const about = subject === undefined ? {} : { subject };
    this.#log.write({
      level: 'error',
      event: 'not-copied',
      message: words,
      ...about,
      fields: { code, hint },
    });
  }
}
