// Whether a folder does what a destination must: tried for real, one step after the other, and nothing left behind.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { errnoOf, isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { asTidemarkError, troubleOf } from '../../replica/status.ts';
import type { TestLine, Work } from '../engine.ts';
import type { Core } from './core.ts';
import { notAFolder, nothingAbove } from './destinations.ts';
import { spaceOf } from './reach.ts';
import { wholePath } from './whole-path.ts';

/** Large enough to be more than a cache's small change. */
const PROBE_BYTES = 256 * 1024;

export type TestWork = Work & { readonly onLine: (line: TestLine) => void };

/** Ends at the first step that fails: those after it could not succeed. */
export async function testDestination(core: Core, text: string, work: TestWork): Promise<readonly TestLine[]> {
  const probe = new Probe(core, text);
  const steps = [
    ['reach', () => probe.reach()],
    ['write', () => probe.write()],
    ['read-back', () => probe.readBack()],
    ['clock', () => probe.clock()],
    ['space', () => probe.space()],
  ] as const;
  const lines: TestLine[] = [];
  try {
    for (const [step, run] of steps) {
      throwIfAborted(work.signal, 'testing the destination');
      const line = await tried(step, core, run);
      lines.push(line);
      work.onLine(line);
      if (line.result === 'failed') break;
    }
  } finally {
    await probe.cleanUp();
  }
  return lines;
}

async function tried(step: TestLine['step'], core: Core, run: () => Promise<number | undefined>): Promise<TestLine> {
  const { clock } = core.services;
  const start = clock.monotonic();
  try {
    const value = await run();
    return { step, result: 'ok', value: Math.round(value ?? clock.monotonic() - start) };
  } catch (error) {
    const value = Math.round(clock.monotonic() - start);
    return { step, result: 'failed', value, reason: troubleOf(asTidemarkError(explained(error))) };
  }
}

function explained(error: unknown): unknown {
  if (isTidemarkError(error)) return error;
  const errno = errnoOf(error);
  const hints: Readonly<Record<string, string>> = {
    ENOSPC: 'Free some space there.',
    EDQUOT: 'Free some space there.',
    EROFS: 'The disk can only be read: choose another, or mount it for writing.',
  };
  return new TidemarkError('destination-failed', `the folder cannot be used (${errno ?? 'unknown error'})`, {
    hint: hints[errno ?? ''] ?? 'Choose a folder that you may write to.',
    cause: error,
  });
}

class Probe {
  readonly #core: Core;
  readonly #text: string;
  readonly #bytes = Buffer.alloc(PROBE_BYTES, 'tidemark');
  #folder = '';
  #made: 'no' | 'yes' = 'no';
  #file = '';

  constructor(core: Core, text: string) {
    this.#core = core;
    this.#text = text;
  }

  /** The folder, or the one that it would be made in. */
  async reach(): Promise<undefined> {
    this.#folder = wholePath(this.#core, this.#text);
    const stats = await fs.stat(this.#folder).catch(nothingThere);
    if (stats?.isDirectory() === false) throw notAFolder(this.#folder);
    if (stats !== undefined) return;
    if ((await fs.stat(dirname(this.#folder)).catch(nothingThere))?.isDirectory() === true) return;
    throw nothingAbove(this.#folder);
  }

  async write(): Promise<undefined> {
    if ((await fs.stat(this.#folder).catch(nothingThere)) === undefined) {
      await fs.mkdir(this.#folder, { mode: 0o700 });
      this.#made = 'yes';
    }
    this.#file = join(this.#folder, `.tidemark-test-${this.#core.services.random.token(6)}`);
    const handle = await fs.open(this.#file, 'wx', 0o600);
    try {
      await handle.writeFile(this.#bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async readBack(): Promise<undefined> {
    const read = await fs.readFile(this.#file);
    if (read.equals(this.#bytes)) return;
    throw new TidemarkError('destination-failed', 'what was read back is not what was written', {
      hint: 'Do not use this disk: it loses data.',
    });
  }

  /** Ms between the file system's clock and ours. */
  async clock(): Promise<number> {
    const { mtimeMs } = await fs.stat(this.#file);
    return Math.abs(mtimeMs - this.#core.services.clock.now());
  }

  /** Bytes free. */
  async space(): Promise<number> {
    return (await spaceOf(this.#folder))?.free ?? 0;
  }

  async cleanUp(): Promise<void> {
    if (this.#file !== '') await fs.rm(this.#file, { force: true }).catch(() => undefined);
    if (this.#made === 'yes') await fs.rmdir(this.#folder).catch(() => undefined);
  }
}

function nothingThere(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT') return undefined;
  throw error;
}
