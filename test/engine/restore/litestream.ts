// What the fixtures that Litestream made say of themselves (shared/fixtures): one line of JSON for each thing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { restoreToFile, type RestoreResult } from '../../../main/engine/restore/restore.ts';
import type { HistorySource } from '../../../main/engine/restore/source.ts';
import type { Target } from '../../../main/engine/restore/point.ts';
import { optionsFor, refusalOf, scratchFolder, sha256 } from './harness.ts';

/** What Litestream gave for a transaction. */
export interface PitLine {
  readonly txid: number;
  readonly rows: number;
  readonly pages: number;
  readonly file_sha256: string;
}

/** What it gave, or that it gave nothing. */
export type Answer = Pick<PitLine, 'file_sha256'> | { readonly refused: string };

/** What the app had done. */
export interface MarkLine {
  readonly n: number;
  readonly op: string;
  readonly time_ms: number;
  readonly rows: number;
}

export function linesOf<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** Expects the very file that Litestream restored. */
export async function expectRestored(
  destination: HistorySource,
  target: Target,
  { file_sha256 }: Pick<PitLine, 'file_sha256'>,
): Promise<RestoreResult> {
  const output = join(scratchFolder(), 'out.db');
  const result = await restoreToFile(optionsFor({ destination, target, output, check: 'none' }));
  expect(sha256(output)).toBe(file_sha256);
  return result;
}

/** Expects to be told that there is no such point, with the points on both sides if there are any. */
export async function expectRefused(destination: HistorySource, target: Target): Promise<void> {
  const output = join(scratchFolder(), 'out.db');
  const refusal = await refusalOf(restoreToFile(optionsFor({ destination, target, output })));
  expect(refusal.code).toMatch(/^restore-(gap|no-point)$/);
  expect(refusal.hint).toMatch(/./);
}

/** What Litestream gave is given, and refused what it refused. */
export function expectAnswer(destination: HistorySource, target: Target, answer: Answer): Promise<unknown> {
  return 'refused' in answer ? expectRefused(destination, target) : expectRestored(destination, target, answer);
}
