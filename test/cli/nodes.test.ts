// What a node is asked to be on the command line, and what does not go together; and what a node of this computer is told.
import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from './support/sandbox.ts';

const TOKEN = 'a-secret-that-all-nodes-share';

let box: Sandbox;
beforeEach(() => {
  box = new Sandbox();
  writeFileSync(box.path('token'), TOKEN);
});
afterEach(() => {
  box[Symbol.dispose]();
});

test.each([
  [['-lease', 'pen'], 'the database of a node is named with -o'],
  [['-lease', 'pen', 'x.db', '-o', 'y.db'], 'the database of a node is named with -o'],
  [['-o', 'x.db', '-lease', 'pen', '-token-file', 'nothing'], 'nothing cannot be read'],
  [['-o', 'x.db', '-lease', 'pen', '-primary', '-token-file', 'token'], 'exclude each other'],
  [['-o', 'x.db', '-lease', 'pen', '-lease-ttl', '10m', '-token-file', 'token'], '-lease-ttl is from 1s to 4m'],
  [['-o', 'x.db', '-lease', 'pen', '-listen', 'http://x', '-token-file', 'token'], 'is not an address to listen on'],
  [['-o', 'x.db', '-lease', 'pen', '-peer', 'http://10.0.0.2:1', '-token-file', 'token'], 'others could read along'],
  [['-o', 'x.db', '-lease', 'pen', '-peer', 'https://10.0.0.2:1', '-token-file', 'token'], 'which certificate is shown there'],
  [['-o', 'x.db', '-lease', 'pen', '-database', '../x', '-token-file', 'token'], 'cannot be the name of a database'],
  [['-o', 'x.db', '-primary-at', 'nas', '-token-file', 'token'], 'cannot be used as the address of a node'],
  [['-o', 'x.db', '-lease', 'pen'], 'the nodes share no secret'],
])('%j is refused', async (flags, words) => {
  const { code, stderr } = await box.run('follow', ...flags);
  expect(stderr).toContain(words);
  expect(code).toBe(2);
  expect(existsSync(box.path('pen'))).toBe(false);
});

test('a secret that is easily guessed is none', async () => {
  writeFileSync(box.path('token'), 'short');
  expect(await box.run('promote', 'shop.db', '-token-file', 'token')).toMatchObject({ code: 2 });
});

test('a node that never ran here, and one that does not answer', async () => {
  const never = await box.run('promote', 'shop.db', '-token-file', 'token');
  expect(never).toMatchObject({ code: 1 });
  expect(never.stderr).toContain('no node of shop.db ran on this computer');
  const silent = await box.run('handoff', 'http://127.0.0.1:9', '0123456789ABCDEF', '-token-file', 'token');
  expect(silent).toMatchObject({ code: 6 });
  expect(silent.stderr).toContain('cannot be reached');
});

test('who lets others follow shows a code, and whoever types it has the database, and then each change', async () => {
  box.fill('shop.db', 5);
  const desk = { HOME: box.dir };
  const serving = box.startWith(desk, 'serve', '-addr', '127.0.0.1:0', '-stream', '127.0.0.1:0');
  await serving.says('shows a code that lets one in');
  expect(await box.startWith(desk, 'register', 'shop.db').ended).toMatchObject({ code: 0 });
  expect(await box.startWith(desk, 'sync', '-wait').ended).toMatchObject({ code: 0 });
  const shown = (await box.startWith(desk, 'pair', '-json').ended).stdout;
  const { address, code } = JSON.parse(shown) as { address: string; code: string };
  const laptop = { TIDEMARK_HOME: box.path('laptop') };
  const follow = ['follow', `${address}/shop.db`, '-o', 'copy.db', '-once'];
  // A file that cannot follow does not use up the code.
  writeFileSync(box.path('mine.db'), 'precious');
  const intoMine = await box.startWith(laptop, 'follow', `${address}/shop.db`, '-o', 'mine.db', '-once', '-pair', code).ended;
  expect(intoMine).toMatchObject({ code: 7, stderr: expect.stringContaining('is no follower’s') as string });
  expect(await box.startWith(laptop, ...follow, '-pair', code).ended).toMatchObject({ code: 0 });
  expect(box.rows('copy.db')).toBe(5);
  // The code is used up; what it gave is kept.
  box.fill('shop.db', 3);
  expect(await box.startWith(desk, 'sync', 'shop.db', '-wait').ended).toMatchObject({ code: 0 });
  expect(await box.startWith(laptop, ...follow).ended).toMatchObject({ code: 0 });
  expect(box.rows('copy.db')).toBe(8);
  const other = { TIDEMARK_HOME: box.path('other') };
  const stranger = await box.startWith(other, 'follow', `${address}/shop.db`, '-o', 'other.db', '-once', '-pair', code).ended;
  expect(stranger).toMatchObject({ code: 6 });
  const off = await box.startWith(desk, 'serve', '-stream', 'off').ended;
  expect(off).toMatchObject({ code: 0 });
  expect((await box.startWith(desk, 'pair').ended).code).not.toBe(0);
});
