// Where passwords and keys come from.
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SECRET_FLAGS, type SecretFlags, secretsFor, withSecrets } from '../../../main/cli/bridge/secrets.ts';
import type { Context } from '../../../main/cli/context.ts';
import type { DestinationLocation } from '../../../main/engine/destination/location.ts';

const NONE = Object.fromEntries(Object.keys(SECRET_FLAGS).map((name) => [name, undefined])) as unknown as SecretFlags;

const S3: DestinationLocation = { kind: 's3', bucket: 'b', path: '' };
const SFTP: DestinationLocation = { kind: 'sftp', host: 'nas', port: 22, user: 'me', path: '/b' };
const WEBDAV: DestinationLocation = { kind: 'webdav', url: 'https://nas/b' };

function inFolder(files: Readonly<Record<string, string>>, env: Record<string, string> = {}): Context {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-secrets-')));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return { cwd, env } as unknown as Context;
}

test('each kind of place has its own, out of files without the end of the line', () => {
  const context = inFolder({ s: 'secret\n', k: 'PRIVATE KEY\n', p: 'pass word\r\n' });
  const given = withSecrets({ ...NONE, 'key-id': 'ID', 'secret-key-file': 's', 'key-file': 'k', 'password-file': 'p' }, context);
  expect(secretsFor(S3, given)).toEqual({ 'access-key-id': 'ID', 'secret-access-key': 'secret' });
  expect(secretsFor(SFTP, given)).toEqual({ 'private-key': 'PRIVATE KEY\n', password: 'pass word' });
  expect(secretsFor(WEBDAV, given)).toEqual({ password: 'pass word' });
  expect(secretsFor({ kind: 'folder', path: '/b' }, given)).toEqual({});
});

test('out of the environment where no file is named', () => {
  const context = inFolder({ p: 'from a file' }, { TIDEMARK_PASSWORD: 'from outside', TIDEMARK_PASSPHRASE: 'words' });
  expect(secretsFor(SFTP, withSecrets(NONE, context))).toEqual({ password: 'from outside', passphrase: 'words' });
  expect(secretsFor(SFTP, withSecrets({ ...NONE, 'password-file': 'p' }, context))).toEqual({ password: 'from a file', passphrase: 'words' });
  expect(secretsFor(S3, withSecrets(NONE, context))).toEqual({});
});

test.each([
  ['nowhere', 'there is no such file'],
  ['empty', 'it is empty'],
  ['long', 'more than'],
])('the file "%s" is refused, and not shown', (file, why) => {
  const context = inFolder({ empty: '\n', long: 'x'.repeat(20_000) });
  const read = (): Context => withSecrets({ ...NONE, 'password-file': file }, context);
  expect(read).toThrow(expect.objectContaining({ code: 'usage', message: expect.stringContaining(why) as string }));
});
