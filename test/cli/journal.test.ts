// `tidemark journal`: the entries of this computer, shown and copied by real processes.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OperationLog } from '../../main/engine/agent/operations/operation-log.ts';
import { lockState } from '../../main/engine/agent/state-lock.ts';
import { systemClock } from '../../main/engine/base/clock.ts';
import { systemRandom } from '../../main/engine/base/random.ts';
import { formatDestination } from '../../main/engine/destination/url.ts';
import { systemJournalDisk } from '../../main/engine/journal/journal-disk.ts';
import { useS3 } from '../servers/s3.ts';
import { Desk } from './support/desk.ts';

interface Shown {
  readonly lsn: number;
  readonly entry: { readonly entry: { readonly kind: string; readonly facts?: { readonly kind: string } } };
}

/** Some operations, as a Tidemark leaves them that runs in this home; it is still open. */
async function operations(desk: Desk, ...kinds: readonly ('resume' | 'settings')[]): Promise<OperationLog> {
  const dir = desk.box.path('home/journal');
  const log = await OperationLog.open({ dir, disk: systemJournalDisk, random: systemRandom, clock: systemClock });
  for (const kind of kinds) await log.note({ kind }, {});
  return log;
}

async function shown(desk: Desk, ...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await desk.run('journal', ...words, '-json');
  expect([code, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as Shown[]).map(({ lsn, entry }) => `${lsn} ${entry.entry.facts?.kind ?? ''}`);
}

test('is shown while it is written, in parts, and backward', async () => {
  using desk = new Desk();
  const log = await operations(desk, 'resume', 'settings', 'resume');
  expect(await shown(desk, '-')).toEqual(['1 resume', '2 settings', '3 resume']);
  expect(await shown(desk, '-', '-from', '2', '-backward')).toEqual(['3 resume', '2 settings']);
  expect(await shown(desk, 'show', '-', '-to', '1')).toEqual(['1 resume']);
  const text = await desk.run('journal', '-', '-from', '3');
  expect(text.stdout).toMatch(/^3 {2}\{"version":1,"entry":\{"kind":"note",.*\}\n$/);
  await log.close();
});

test('is copied to a folder, again only what is new, and never over something else', async () => {
  using desk = new Desk();
  const log = await operations(desk, 'resume', 'settings');
  mkdirSync(desk.box.path('disk'));
  expect(JSON.parse((await desk.run('journal', 'copy', 'disk/journal', '-json')).stdout)).toEqual({ copied: 2, last: 2 });
  await log.note({ kind: 'resume' }, {});
  expect(await desk.run('journal', 'copy', 'disk/journal')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 entries .*, up to 3\n/) as string });
  expect(await shown(desk, 'disk/journal')).toEqual(['1 resume', '2 settings', '3 resume']);
  expect(readdirSync(desk.box.path('disk/journal'))).toEqual(['wal-00000']);
  await log.close();

  expect(await desk.run('journal', 'copy', 'absent/journal')).toMatchObject({ code: 6 });
  writeFileSync(desk.box.path('disk/mine.txt'), 'mine');
  expect(await desk.run('journal', 'copy', 'disk')).toMatchObject({ code: 1, stderr: expect.stringContaining('holds something else') as string });
  expect(readdirSync(desk.box.path('disk')).sort()).toEqual(['journal', 'mine.txt']);
});

test('has one writer: never copied into itself, and one copy at a time', async () => {
  using desk = new Desk();
  const log = await operations(desk, 'resume');
  const segment = desk.box.path('home/journal/wal-00000');
  // As an entry that is just being written.
  appendFileSync(segment, Uint8Array.of(0x20, 0x08));
  const before = readFileSync(segment);
  const refused = { code: 1, stderr: expect.stringContaining('own folder') as string };
  expect(await desk.run('journal', 'copy', 'home/journal')).toMatchObject(refused);
  symlinkSync(desk.box.path('home/journal'), desk.box.path('link'));
  expect(await desk.run('journal', 'copy', 'link')).toMatchObject(refused);
  expect(readFileSync(segment)).toEqual(before);
  const dir = desk.box.path('home/journal-copying');
  mkdirSync(dir);
  const unlock = lockState(dir, 'copying');
  expect(await desk.run('journal', 'copy', 'copy')).toMatchObject({ code: 7, stderr: expect.stringContaining('already copying') as string });
  unlock();
  expect(await desk.run('journal', 'copy', 'copy')).toMatchObject({ code: 0 });
  await log.close();
});

test('what is asked wrongly', async () => {
  using desk = new Desk();
  expect(await desk.run('journal', '-')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no journal on this computer') as string });
  expect(await desk.run('journal', 'nowhere')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no journal at') as string });
  for (const words of [[], ['copy'], ['-', '-from', 'x'], ['-', '-from', '1', '-checkpoint', '2'], ['-', '-checkpoint', '-1'], ['a', 'b']]) {
    expect(await desk.run('journal', ...words)).toMatchObject({ code: 2 });
  }
  const log = await operations(desk, 'resume');
  expect(await desk.run('journal', '-', '-checkpoint', '7')).toMatchObject({ code: 1, stderr: expect.stringContaining('no checkpoint 7') as string });
  expect(await desk.run('journal', 'copy', 'sftp://me@127.0.0.1:1/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be at a place') as string });
  await log.close();
});

const s3 = useS3();

test('is copied to a bucket and shown from there', async () => {
  using desk = new Desk();
  const log = await operations(desk, 'resume', 'settings');
  await log.close();
  const env = { AWS_ACCESS_KEY_ID: s3.secrets['access-key-id']!, AWS_SECRET_ACCESS_KEY: s3.secrets['secret-access-key']! };
  const url = formatDestination(s3.at('journal'));
  for (const copied of [2, 0]) {
    const ended = await desk.startWith(env, 'journal', 'copy', url, '-json').ended;
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(JSON.parse(ended.stdout)).toEqual({ copied, last: 2 });
  }
  const { stdout } = await desk.startWith(env, 'journal', url, '-json', '-backward').ended;
  expect((JSON.parse(stdout) as Shown[]).map(({ lsn }) => lsn)).toEqual([2, 1]);
});
