// A person's home folder with programs that write databases in it, and the engine that looks after them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Engine, PlaceInput, Registered, Work } from '../../../../main/engine/agent/engine.ts';
import { openEngine } from '../../../../main/engine/agent/open-engine.ts';
import { FileSecrets } from '../../../../main/engine/agent/secrets.ts';
import type { DatabaseView, EngineView } from '../../../../main/engine/agent/views.ts';
import { type Clock, systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { AppProcess } from '../../../tools/app-process.ts';
import { imageOf, sha256 } from '../../rig.ts';

/** Longer than anything here takes on a busy machine, ms. */
const PATIENCE = 45_000;

export const quietWork = (): Work => ({ signal: new AbortController().signal, onProgress: () => undefined });

/** A folder as a person gives it. */
export const folder = (path: string): PlaceInput => ({ location: { kind: 'folder', path } });

export class EngineRig {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
  readonly home = join(this.dir, 'state');
  readonly userHome = join(this.dir, 'anna');
  readonly defaultFolder = join(this.userHome, 'Tidemark Backups');
  readonly #apps: AppProcess[] = [];
  #engine: Engine | undefined;
  #copies = 0;

  constructor() {
    mkdirSync(this.userHome);
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the engine is not running');
    return this.#engine;
  }

  async open(clock: Clock = systemClock): Promise<Engine> {
    const { home, userHome, defaultFolder } = this;
    const keeper = new FileSecrets({ disk: systemDisk, random: systemRandom, home });
    const services = { clock, random: systemRandom, disk: systemDisk, platform: process.platform, env: {}, keeper };
    this.#engine = await openEngine({ home, userHome, defaultFolder, ...services });
    return this.#engine;
  }

  async stop(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    await engine?.stop(10_000);
  }

  path(name: string): string {
    return join(this.userHome, name);
  }

  /** Another program that has the database open: made with one table and one row. */
  async app(name: string, mode: 'wal' | 'delete' = 'wal'): Promise<AppProcess> {
    const app = new AppProcess(this.path(name));
    this.#apps.push(app);
    await app.all(`PRAGMA journal_mode = ${mode}`);
    await app.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, a); INSERT INTO t (a) VALUES (1)');
    return app;
  }

  /** A database that no program has open now. */
  async file(name: string): Promise<void> {
    const app = await this.app(name);
    await app.kill();
  }

  /** Registers, expects that it is taken, and returns the id. */
  async protect(name: string, destinations?: readonly string[]): Promise<string> {
    const request = { paths: [this.path(name)], ...(destinations === undefined ? {} : { destinations }) };
    const [registered] = await this.engine.register(request, quietWork());
    return idOf(registered);
  }

  view(id: string): DatabaseView {
    const view = this.engine.view().databases[id];
    if (view === undefined) throw new Error(`there is no ${id}`);
    return view;
  }

  /** Resolves once the view is as wanted. */
  until(isReached: (view: EngineView) => unknown): Promise<void> {
    return until(this.engine, isReached);
  }

  untilState(id: string, kind: DatabaseView['state']['kind']): Promise<void> {
    return this.until(({ databases }) => databases[id]?.state.kind === kind);
  }

  /** Everything committed so far is at every destination, and what comes back from the engine is the same. */
  async expectSame(id: string): Promise<void> {
    await this.engine.backUp([id], quietWork());
    const output = join(this.dir, `copy-${++this.#copies}.db`);
    const restored = await this.engine.restoreCopy({ database: id, target: { kind: 'latest' }, output }, quietWork());
    expect(restored.proved).toBe('recorded');
    expect(sha256(readFileSync(output))).toBe(sha256(imageOf(this.view(id).path)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => undefined);
    for (const app of this.#apps) await app.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function idOf(registered: Registered | undefined): string {
  expect(registered?.outcome).toMatchObject({ kind: 'registered' });
  return registered?.outcome.kind === 'registered' ? registered.outcome.id : '';
}

export function until(engine: Engine, isReached: (view: EngineView) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (view: EngineView): void => {
      if (isReached(view) !== true) return;
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`never reached; it is ${JSON.stringify(engine.view().databases, undefined, 1)}`));
    }, PATIENCE);
    const unsubscribe = engine.changed.on(look);
    const stop = (): void => {
      clearTimeout(timer);
      unsubscribe();
    };
    look(engine.view());
  });
}
