// A real history in a real folder, and retention let loose on it. Also used by a process of its own.
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { type Destination, LEVELS, type LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { type FileSystem, systemFiles } from '../../../../main/engine/destination/folder-calls.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { HistoryGate } from '../../../../main/engine/replica/history-gate.ts';
import { Holdings } from '../../../../main/engine/replica/holdings.ts';
import { enforceRetention, type EnforceOptions, type Retained } from '../../../../main/engine/replica/retention/enforce.ts';
import type { RetentionWindows } from '../../../../main/engine/replica/retention/windows.ts';
import { Proofs } from '../../../../main/engine/replica/retention/proofs.ts';
import { proveFile } from '../../../../main/engine/restore/prove.ts';
import { stream } from '../../destination/samples.ts';
import { EPOCH, type History } from '../../restore/history.ts';

export function openFolder(path: string, fs: FileSystem = systemFiles): Destination {
  return fileDestination({ path, fs, random: systemRandom });
}

/** Every transaction, and a snapshot after each of `snapshots`. */
export async function layOut(destination: Destination, history: History, snapshots: readonly number[]): Promise<void> {
  for (let n = 1; n <= history.end; n++) await put(destination, history, 0, n, n);
  for (const n of snapshots) await put(destination, history, 9, 1, n);
}

export async function put(
  destination: Destination,
  history: History,
  level: number,
  min: number,
  max: number,
): Promise<void> {
  const ref = { level, min: BigInt(min), max: BigInt(max) };
  await destination.write(ref, stream(history.file(min, max)));
}

/** What `enforceRetention` needs. Transaction n was captured n seconds after EPOCH; times are in seconds. */
export function retentionOn(
  destination: Destination,
  history: Pick<History, 'end'>,
  windows: Seconds,
  some: Partial<EnforceOptions> = {},
): EnforceOptions {
  const jobs = new InlineRunner();
  const holdings = new Holdings(destination);
  return {
    destination,
    holdings,
    recheck: async () => {
      await holdings.refresh();
      return 'fit';
    },
    isOvertaken: () => false,
    gate: new HistoryGate(),
    windows: windowsIn(windows),
    now: () => EPOCH + history.end * 1000,
    pinned: () => new Set(),
    proofs: new Proofs(systemClock),
    prove: (file) => proveFile(file, { destination, jobs }),
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...some,
  };
}

/** All in seconds: every change for a time, then one snapshot of each `every` for another. */
export interface Seconds {
  readonly changes: number;
  readonly every: number;
  readonly snapshots: number;
}

function windowsIn({ changes, every, snapshots }: Seconds): RetentionWindows {
  return { changes: changes * 1000, tiers: [{ every: every * 1000, for: snapshots * 1000, prefer: 'snapshot' }] };
}

export function enforceOn(...args: Parameters<typeof retentionOn>): Promise<Retained> {
  return enforceRetention(retentionOn(...args));
}

export async function heldIn(destination: Destination): Promise<LtxInfo[]> {
  const levels = await Promise.all(LEVELS.map((level) => destination.list(level)));
  return levels.flat();
}

export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
