// One run of replicate: the agent with its databases, those that come and go in directories, and their orderly end.
import { openAgent, type RunningAgent } from '../bridge/agent.ts';
import { homeOf } from '../bridge/known.ts';
import type { DatabaseConfig, DirectoryConfig } from '../config/configuration.ts';
import type { Context } from '../context.ts';
import { databaseIn } from '../directories/databases.ts';
import { DirectoryFollower } from '../directories/follow.ts';
import { type Found, Scanner } from '../directories/scan.ts';
import { tooManyFor } from '../directories/open-files.ts';
import { Turns } from '../directories/turns.ts';
import { failureOf } from '../failure.ts';
import type { Log } from '../terminal/log.ts';
import { labelOf } from './labels.ts';
import { type Member, Members } from './members.ts';
import type { Purpose } from './reporter.ts';
import { uncopied } from './uncopied.ts';

export interface SessionOptions {
  readonly databases: readonly DatabaseConfig[];
  readonly directories: readonly DirectoryConfig[];
  readonly purpose: Purpose;
  readonly log: Log;
  readonly context: Context;
}

/** Databases that are opened at the same time, or copied for the last time. */
const AT_ONCE = 16;

export class Session {
  readonly #options: SessionOptions;
  readonly #agent: RunningAgent;
  readonly #members: Members;
  readonly #turns = new Turns(AT_ONCE);
  readonly #followers: DirectoryFollower[] = [];
  /** Databases of directories that could not be taken on, and why. */
  readonly #refused = new Map<string, unknown>();

  private constructor(options: SessionOptions, agent: RunningAgent) {
    this.#options = options;
    this.#agent = agent;
    this.#members = new Members({ ...options, agent });
  }

  /**
   * Starts following every database. If one that was named cannot be taken on at all, the others are let go and it
   * throws; one of a directory keeps nobody else from being followed.
   */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options, await openAgent(options.context));
    try {
      await session.#addNamed();
      await session.#addDirectories();
      return session;
    } catch (error) {
      await session.#end().catch(() => undefined);
      throw error;
    }
  }

  /** Resolves to an exit code when no database can go on without a person. */
  get allFailed(): Promise<number> {
    return this.#members.allFailed;
  }

  get members(): readonly Member[] {
    return this.#members.all;
  }

  get agent(): RunningAgent {
    return this.#agent;
  }

  /** Whether there is a database in a directory that could not be taken on. */
  get hasRefused(): boolean {
    return this.#refused.size > 0;
  }

  /**
   * Copies what there is now, and waits for snapshots that are due; each reason why something could not be copied is
   * said. Returns the first one.
   */
  async syncAll(signal: AbortSignal): Promise<unknown> {
    const reasons = await Promise.all(this.members.map((member) => this.#turns.run(() => this.#sync(member, signal))));
    return [...reasons, ...this.#refused.values()].find((reason) => reason !== undefined);
  }

  /** What is not at every destination, one line per thing; empty when everything is. */
  uncopied(): string[] {
    return this.members.flatMap(({ label, database }) => uncopied(label, database.status()));
  }

  /** Whether every database was captured at least once, now or earlier. */
  everCaptured(): boolean {
    return this.members.every(({ database }) => database.status().txid > 0n);
  }

  /**
   * A last sync of every database, then everything is released. Why the sync failed is said, and returned.
   */
  async stop(): Promise<unknown> {
    try {
      await this.#end();
      return undefined;
    } catch (error) {
      this.#sayFailure(error);
      return error;
    } finally {
      for (const { reporter } of this.members) reporter.end();
    }
  }

  async #end(): Promise<void> {
    await Promise.all(this.#followers.map((follower) => follower.stop()));
    await this.#agent.stop();
  }

  async #addNamed(): Promise<void> {
    const { databases, directories } = this.#options;
    const paths = databases.map(({ path }) => path);
    const add = (config: DatabaseConfig): Promise<void> => this.#members.add(config, labelOf(config.path, paths));
    const results = await Promise.allSettled(databases.map((config) => this.#turns.run(() => add(config))));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (directories.length === 0) this.#members.expect(databases.length);
  }

  async #addDirectories(): Promise<void> {
    const { directories, purpose, context } = this.#options;
    const except = [await homeOf(context.env)];
    for (const config of directories) {
      const follower = this.#followerOf(config, except);
      this.#followers.push(follower);
      await follower.lookNow();
      this.#sayFound(config);
      if (purpose === 'follow' && config.watch === 'yes') follower.start();
    }
  }

  #followerOf(config: DirectoryConfig, except: readonly string[]): DirectoryFollower {
    const { disk, clock } = this.#options.context;
    const scanner = new Scanner({ config, disk, except, isKnown: (path) => this.#members.has(path) });
    return new DirectoryFollower({
      scanner,
      clock,
      takeOn: (found) => this.#takeOn(config, found),
      letGo: (found) => this.#letGo(found),
      inTurn: this.#turns.run,
    });
  }

  async #takeOn(config: DirectoryConfig, found: Found): Promise<'taken' | 'later'> {
    const { log, databases } = this.#options;
    if (databases.some(({ path }) => path === found.path)) return 'taken';
    try {
      await this.#members.add(databaseIn(config, found), found.name);
      this.#refused.delete(found.path);
      return 'taken';
    } catch (error) {
      const { code, message, hint } = failureOf(error);
      const words = `cannot be followed: ${message}${hint === '' ? '' : ` — ${hint}`}`;
      const isNews = !this.#refused.has(found.path);
      this.#refused.set(found.path, error);
      const fields = { database: found.path, code };
      if (isNews) log.write({ level: 'error', event: 'not-followed', subject: found.name, message: words, fields });
      return 'later';
    }
  }

  async #letGo({ path, name }: Found): Promise<void> {
    const { log, databases } = this.#options;
    if (databases.some((named) => named.path === path)) return;
    // What can fail is the look at a file that is gone; what was captured before goes to the destinations first.
    await this.#members.remove(path).catch(() => undefined);
    const message = 'is gone, and is not followed any more; its copies stay';
    log.write({ level: 'info', event: 'let-go', subject: name, message, fields: { database: path } });
  }

  #sayFound({ dir, watch }: DirectoryConfig): void {
    const count = this.members.filter(({ config }) => config.path.startsWith(dir)).length;
    const databases = count === 1 ? '1 database' : `${count} databases`;
    const message = `${databases} in ${dir}${watch === 'yes' ? '; what comes and goes there is noticed' : ''}`;
    const { log, context } = this.#options;
    log.write({ level: 'info', event: 'directory', message, fields: { dir, databases: count } });
    const tooMany = tooManyFor(this.members.length, context.disk);
    if (tooMany !== undefined) log.write({ level: 'warn', event: 'directory', message: tooMany, fields: { dir } });
  }

  async #sync({ database, label }: Member, signal: AbortSignal): Promise<unknown> {
    try {
      await database.sync(signal);
      return undefined;
    } catch (reason) {
      this.#sayFailure(reason, label);
      return reason;
    } finally {
      await database.settled(signal).catch(() => undefined);
    }
  }

  /** What a reporter has said is not said again. */
  #sayFailure(error: unknown, subject?: string): void {
    const { code, message, hint } = failureOf(error);
    const said = this.members.map(({ reporter }) => reporter);
    if (said.some((reporter) => reporter.hasSaid(code))) return;
    // That waiting was cut short is no reason of its own.
    if (code === 'aborted' && said.some((reporter) => reporter.hasSaidTrouble)) return;
    const words = `not copied: ${message}${hint === '' ? '' : ` — ${hint}`}`;
    const about = subject === undefined ? {} : { subject };
    this.#options.log.write({
      level: 'error',
      event: 'not-copied',
      message: words,
      ...about,
      fields: { code, hint },
    });
  }
}
