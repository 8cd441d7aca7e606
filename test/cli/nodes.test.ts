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
