// What every restore in a test needs: a folder of its own, a runner, the system's disk and clock.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { systemOutputDisk } from '../../../main/engine/restore/output-disk.ts';
import type { RestoreOptions } from '../../../main/engine/restore/restore.ts';

/** A folder that is removed when the test has ended. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-restore-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function optionsFor(
  some: Pick<RestoreOptions, 'destination' | 'output'> & Partial<RestoreOptions>,
): RestoreOptions {
  return {
    target: { kind: 'latest' },
    overwrite: 'refuse',
    check: 'quick',
    jobs: new InlineRunner(),
    disk: systemOutputDisk,
    random: systemRandom,
    clock: systemClock,
    ...some,
  };
}

export function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Names in a folder, in order. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** The TidemarkError that `work` ends with. */
export async function refusalOf(work: Promise<unknown>): Promise<TidemarkError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('it succeeded');
}
