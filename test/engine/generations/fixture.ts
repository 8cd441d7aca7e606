// The history that Litestream 0.3.13 wrote, and what it restores from it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { fileObjects } from '../../../main/engine/destination/file/object-store.ts';
import type { GenerationClient, GenerationNaming } from '../../../main/engine/generations/client.ts';
import { generationClient } from '../../../main/engine/generations/stored.ts';
import { unpackFixture } from '../../fixtures/unpack.ts';

export interface RestoredLine {
  readonly generation: string;
  readonly index: number;
  readonly pages: number;
  readonly file_sha256: string;
}

/** Its replica; nobody may change it. */
export function fixtureReplica(): string {
  return join(unpackFixture('v3-file-basic'), 'replica');
}

/** What `litestream restore -generation G -index I` gave, for each. */
export function fixtureLines(): RestoredLine[] {
  const text = readFileSync(join(unpackFixture('v3-file-basic'), 'pit.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RestoredLine);
}

export function clientAt(path: string, naming: GenerationNaming = 'flat-8'): GenerationClient {
  return generationClient(fileObjects({ path, random: systemRandom }), { naming });
}

/** A copy with its times, for tests that change it or give its objects other names. */
export function copyFixture(naming: GenerationNaming = 'flat-8'): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'tidemark-generations-'));
  cpSync(fixtureReplica(), path, { recursive: true, preserveTimestamps: true });
  for (const generation of readdirSync(join(path, 'generations'))) rename(join(path, 'generations', generation), naming);
  return { path, remove: () => { rmSync(path, { recursive: true, force: true }); } };
}

/** When the first object of a copy was stored, in s since the epoch: the archive's times are whole seconds, and many the same. */
export const FIRST_TIME = 1_700_000_000;

/** Gives the objects of a copy, named flat-8, the order they were stored in: one each second, a snapshot before the log of its index. */
export function spreadTimes(path: string): void {
  let at = FIRST_TIME;
  for (const generation of ['c77f47cf8a8b539c', '5339f428ddd29dcc']) {
    const folder = join(path, 'generations', generation);
    const named = (kind: string): string[] => readdirSync(join(folder, kind)).map((name) => join(folder, kind, name));
    const order = (file: string): string => file.slice(-30).replace(/^.*?([0-9a-f]{8}[._].*)$/, '$1');
    for (const file of [...named('snapshots'), ...named('wal')].sort((a, b) => (order(a) < order(b) ? -1 : 1))) utimesSync(file, at, at++);
  }
}

function rename(folder: string, naming: GenerationNaming): void {
  if (naming === 'flat-8') return;
  const long = (digits: string): string => (naming === 'nested-16' ? digits.padStart(16, '0') : digits);
  for (const name of readdirSync(join(folder, 'snapshots'))) renameSync(join(folder, 'snapshots', name), join(folder, 'snapshots', long(name.slice(0, 8)) + name.slice(8)));
  for (const name of readdirSync(join(folder, 'wal'))) {
    const [, index = '', rest = ''] = /^([^_]+)_(.*)$/.exec(name) ?? [];
    mkdirSync(join(folder, 'wal', long(index)), { recursive: true });
    renameSync(join(folder, 'wal', name), join(folder, 'wal', long(index), long(rest.slice(0, 8)) + rest.slice(8)));
  }
}
