import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Tally } from './tally.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tidemark-tally-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs vitest over one file of tests, as `npm test` does over ours. */
function tallyOf(source: string): { status: number | null; tally: Tally | undefined } {
  writeFileSync(join(folder, 'vitest.config.ts'), 'export default { test: { globals: true } };\n');
  writeFileSync(join(folder, 'sample.test.ts'), source);
  const report = join(folder, 'tally.json');
  const program = join(import.meta.dirname, 'vitest.ts');
  const { status } = spawnSync(process.execPath, [program, '--tally', report, '--root', folder]);
  const tally = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Tally) : undefined;
  return { status, tally };
}

test('counts passed, failed and skipped tests, with the reasons given', () => {
  const { status, tally } = tallyOf(`
    test('one', () => {});
    test('two', () => { throw new Error('no'); });
    test('three', (ctx) => ctx.skip('no server here'));
    test.skip('four (needs Windows)', () => {});
    test.todo('five');
  `);
  expect(status).toBe(1);
  expect(tally?.passed).toBe(1);
  expect(tally?.failures).toEqual([expect.stringMatching(/sample\.test\.ts > two$/)]);
  expect(tally?.skips).toEqual([
    { test: expect.stringMatching(/> three$/) as string, reason: 'no server here' },
    { test: expect.stringMatching(/> four \(needs Windows\)$/) as string },
    { test: expect.stringMatching(/> five$/) as string },
  ]);
});

test.each([
  ['a file that cannot be loaded', "import './missing.ts';\ntest('one', () => {});"],
  ['a file without tests', 'export {};'],
  ['a failing hook', "test('one', () => {});\nafterAll(() => { throw new Error('late'); });"],
  ['an error outside any test', "test('one', () => { setTimeout(() => { throw new Error('late'); }); });"],
  ['a process that ends in a test', "test('one', () => process.kill(process.pid, 'SIGKILL'));"],
])('counts %s as a failure', (_, source) => {
  const { status, tally } = tallyOf(source);
  expect(status).not.toBe(0);
  expect(tally?.failures.length).toBeGreaterThan(0);
});

test('leaves no counts when vitest itself cannot start', () => {
  writeFileSync(join(folder, 'vite.config.ts'), 'syntax error here');
  const program = join(import.meta.dirname, 'vitest.ts');
  const report = join(folder, 'tally.json');
  expect(spawnSync(process.execPath, [program, '--tally', report, '--root', folder]).status).not.toBe(0);
  expect(existsSync(report)).toBe(false);
});
