// Databases that are meant by their name, where no path is.
import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Sandbox } from './support/sandbox.ts';

test('a name is enough from anywhere, if only one database has it', async () => {
  using sandbox = new Sandbox();
  for (const folder of ['a', 'b']) {
    mkdirSync(sandbox.path(folder));
    sandbox.fill(`${folder}/notes.db`, 1);
  }
  expect((await sandbox.run('replicate', '-once', 'a/notes.db', 'one')).code).toBe(0);
  expect((await sandbox.run('status', 'notes.db')).stdout).toContain(sandbox.path('a/notes.db'));
  expect((await sandbox.run('ltx', 'notes.db')).stdout).toContain('0000000000000001');
  expect((await sandbox.run('verify', 'notes.db')).code).toBe(0);
  expect((await sandbox.run('replicate', '-once', 'b/notes.db', 'two')).code).toBe(0);
  const { code, stderr } = await sandbox.run('status', 'notes.db');
  expect(code).toBe(2);
  expect(stderr).toContain('several databases are named notes.db');
});
