// Passwords and keys: out of files and the environment, never out of the command line, which everybody can read.
import { readFileSync } from 'node:fs';
import { assertNever, errnoOf, messageOf, TidemarkError } from '../../engine/base/errors.ts';
import type { DestinationKind, DestinationLocation, SecretName, Secrets } from '../../engine/destination/location.ts';
import { text, type FlagValues } from '../args/flags.ts';
import type { Context } from '../context.ts';
import { absolutePath } from '../text/paths.ts';

/** For commands that may have to sign in somewhere. */
export const SECRET_FLAGS = {
  'key-id': text('ID', 'S3: the id of an access key (else LITESTREAM_… or AWS_… of the environment are used)'),
  'secret-key-file': text('FILE', 'S3: the file with the secret of that key'),
  'session-token-file': text('FILE', 'S3: the file with the session token that belongs to it'),
  'customer-key-file': text('FILE', 'S3: the file with the key that copies are encrypted with: 32 bytes in base64'),
  'password-file': text('FILE', 'SFTP, WebDAV: the file with the password; - for stdin (or set TIDEMARK_PASSWORD)'),
  'key-file': text('FILE', 'SFTP: the file with the private key, as ssh -i takes it'),
  'passphrase-file': text('FILE', 'SFTP: the file with the passphrase of that key (or set TIDEMARK_PASSPHRASE)'),
} as const;

export type SecretFlags = FlagValues<typeof SECRET_FLAGS>;

/** Which flag has the name of a file, by the secret that is in it. */
const FILES = {
  'secret-key-file': 'secret-access-key',
  'session-token-file': 'session-token',
  'customer-key-file': 'customer-key',
  'password-file': 'password',
  'key-file': 'private-key',
  'passphrase-file': 'passphrase',
} as const satisfies Readonly<Partial<Record<keyof SecretFlags, SecretName>>>;

/** Bytes: more is no secret. */
const MOST = 16_384;

const STDIN = '-';

/** The context of a command with these flags: whatever it opens has the secrets that they name. */
export function withSecrets(flags: SecretFlags, context: Context): Context {
  const keyId = flags['key-id'];
  const given = Object.entries(FILES).flatMap(([flag, name]) => {
    const file = flags[flag as keyof typeof FILES];
    return file === undefined ? [] : [[name, readSecret(flag, file, context.cwd)] as const];
  });
  return { ...context, secrets: { ...(keyId === undefined ? {} : { 'access-key-id': keyId }), ...Object.fromEntries(given) } };
}

/** Those of a kind of place: what flags named, else what the environment says. */
export function secretsFor({ kind }: DestinationLocation, { secrets = {}, env }: Pick<Context, 'secrets' | 'env'>): Secrets {
  const all: Secrets = { ...fromEnvironment(env), ...secrets };
  const names = secretsOf(kind);
  return Object.fromEntries(Object.entries(all).filter(([name, secret]) => secret !== '' && names.includes(name as SecretName)));
}

function secretsOf(kind: DestinationKind): readonly SecretName[] {
  switch (kind) {
    case 'folder':
      return [];
    case 's3':
      return ['access-key-id', 'secret-access-key', 'session-token', 'customer-key'];
    case 'sftp':
      return ['password', 'private-key', 'passphrase'];
    case 'webdav':
      return ['password'];
    default:
      return assertNever(kind);
  }
}

function fromEnvironment(env: Context['env']): Secrets {
  const { TIDEMARK_PASSWORD: password, TIDEMARK_PASSPHRASE: passphrase } = env;
  return { ...(password === undefined ? {} : { password }), ...(passphrase === undefined ? {} : { passphrase }) };
}

/** Without the line's end that editors put there; a private key keeps its own. */
function readSecret(flag: string, file: string, cwd: string): string {
  const secret = contentOf(flag, file, cwd);
  if (secret.length > MOST) throw wrongFile(flag, file, `it has more than ${MOST} characters`);
  const trimmed = flag === 'key-file' ? secret : secret.replace(/\r?\n$/, '');
  if (trimmed === '') throw wrongFile(flag, file, 'it is empty');
  return trimmed;
}

function contentOf(flag: string, file: string, cwd: string): string {
  try {
    return readFileSync(file === STDIN ? 0 : absolutePath(file, cwd), 'utf8');
  } catch (error) {
    throw wrongFile(flag, file, errnoOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error));
  }
}

function wrongFile(flag: string, file: string, why: string): TidemarkError {
  return new TidemarkError('usage', `-${flag}: ${file === STDIN ? 'stdin' : file} cannot be used: ${why}`, {
    hint: 'Name a file that holds the secret and nothing else.',
  });
}
