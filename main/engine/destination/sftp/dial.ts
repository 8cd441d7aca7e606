// Connecting and signing in: one SSH connection, made only to the server whose key is expected. Nothing of ours is sent
// before the key was seen: neither the user's name nor a password.
import type * as Ssh2 from 'ssh2';
import type { AuthenticationType, Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import { messageOf, TidemarkError } from '../../base/errors.ts';
import type { SftpLocation, Secrets } from '../location.ts';
import { networkWords, unreachable } from '../network.ts';
import type { ServerKey } from '../untrusted-key.ts';
import {
  algorithmsFor,
  describeKey,
  otherKeyError,
  parseHostKey,
  type PinnedKey,
  unknownKeyError,
} from './host-key.ts';
import { type Patience, PATIENCE, showServer } from './options.ts';

export interface DialOptions {
  readonly location: SftpLocation;
  readonly secrets: Secrets;
  readonly patience: Patience;
}

type Library = Pick<typeof Ssh2, 'Client' | 'utils'>;

/** Only who uses an SFTP server pays for the library. */
async function library(): Promise<Library> {
  return (await import('ssh2')).default;
}

/**
 * A connection that is signed in. Errors: `destination-untrusted` (another key, or none accepted yet), `destination-denied`,
 * `destination-absent`, `config` for a private key that cannot be read.
 */
export async function dial({ location, secrets, patience }: DialOptions): Promise<Client> {
  if (location.hostKey === undefined)
    throw unknownKeyError(showServer(location), await serverHostKey(location, patience));
  const pinned = parseHostKey(location.hostKey);
  const lib = await library();
  checkPrivateKey(lib, secrets);
  let shown: ServerKey | undefined;
  const verify = (key: Buffer): boolean => {
    shown = describeKey(key);
    return shown.fingerprint === pinned.fingerprint;
  };
  try {
    return await connect(new lib.Client(), configOf({ location, secrets, patience }, pinned, verify), secrets);
  } catch (error) {
    const seen = shown ?? (await otherKey(error, location, patience));
    if (seen !== undefined && seen.fingerprint !== pinned.fingerprint)
      throw otherKeyError(showServer(location), pinned, seen);
    throw dialError(location, secrets, error);
  }
}

/** A server that has no key of the pinned kind ends the handshake before it shows any. */
async function otherKey(error: unknown, location: SftpLocation, patience: Patience): Promise<ServerKey | undefined> {
  if (levelOf(error) !== 'handshake') return undefined;
  return serverHostKey(location, patience).catch(() => undefined);
}

/** The key the server shows now, for a person to accept. Nobody signs in. Throws `destination-absent`, `destination-failed`. */
export async function serverHostKey(location: SftpLocation, patience: Patience = PATIENCE): Promise<ServerKey> {
  const lib = await library();
  let shown: ServerKey | undefined;
  const look = (key: Buffer): boolean => {
    shown = describeKey(key);
    return false;
  };
  const client = new lib.Client();
  try {
    await connect(client, { ...baseConfig(location, patience), hostVerifier: look }, {});
  } catch (error) {
    const seen = shown;
    if (seen !== undefined) return seen;
    throw dialError(location, {}, error);
  } finally {
    client.destroy();
  }
  throw new TidemarkError('destination-failed', `${showServer(location)} shows no key`, { retry: 'later' });
}

/** Resolves when signed in. The client keeps a listener for errors: one that nobody hears would end the process. */
function connect(client: Client, config: ConnectConfig, { password }: Secrets): Promise<Client> {
  return new Promise((resolve, reject) => {
    client.on('connect', () => client.setNoDelay(true));
    client.on('ready', () => {
      resolve(client);
    });
    client.on('error', reject);
    client.on('close', () => {
      reject(new Error('the connection was closed'));
    });
    answerPrompts(client, password);
    client.connect(config);
  }).catch((error: unknown) => {
    client.destroy();
    throw error;
  }) as Promise<Client>;
}

/** What is asked without echo is the password, and it is given once: a second question is for something else. */
function answerPrompts(client: Client, password: string | undefined): void {
  let asked: 'not yet' | 'once' = 'not yet';
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
    const answer = asked === 'not yet' ? (password ?? '') : '';
    if (prompts.length > 0) asked = 'once';
    finish(prompts.map(({ echo }) => (echo === true ? '' : answer)));
  });
}

function baseConfig({ host, port, user }: SftpLocation, patience: Patience): ConnectConfig {
  return {
    host,
    port,
    username: user,
    readyTimeout: patience.connect,
    keepaliveInterval: patience.alive,
    keepaliveCountMax: 3,
  };
}

function configOf(
  { location, secrets, patience }: DialOptions,
  pinned: PinnedKey,
  verify: (key: Buffer) => boolean,
): ConnectConfig {
  const algorithms = algorithmsFor(pinned) as ServerHostKeyAlgorithm[] | undefined;
  return {
    ...baseConfig(location, patience),
    hostVerifier: verify,
    ...(algorithms === undefined ? {} : { algorithms: { serverHostKey: algorithms } }),
    ...signIn(secrets),
  };
}

/** Only what was given for this server: no agent, no keys found on this computer. */
function signIn({ password, 'private-key': privateKey, passphrase }: Secrets): ConnectConfig {
  const methods: AuthenticationType[] = ['none'];
  if (privateKey !== undefined) methods.push('publickey');
  if (password !== undefined) methods.push('password', 'keyboard-interactive');
  return {
    authHandler: methods,
    tryKeyboard: password !== undefined,
    ...(password === undefined ? {} : { password }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function checkPrivateKey(lib: Library, { 'private-key': privateKey, passphrase }: Secrets): void {
  if (privateKey === undefined) return;
  const key = lib.utils.parseKey(privateKey, passphrase);
  if (!(key instanceof Error)) return;
  throw new TidemarkError('config', `the private key cannot be read: ${key.message}`, {
    hint: "Give the file's whole text, from BEGIN to END, and the passphrase if it has one. PuTTY's keys must be of version 2.",
    cause: key,
  });
}

function dialError(location: SftpLocation, secrets: Secrets, error: unknown): TidemarkError {
  const server = showServer(location);
  const level = levelOf(error);
  if (level === 'client-authentication') return refusedError(server, secrets, error);
  const words = networkWords(error);
  if (words !== undefined) return unreachable(server, words, error);
  if (level === 'handshake') {
    return new TidemarkError(
      'destination-failed',
      `${server} and Tidemark cannot agree on how to talk: ${messageOf(error)}`,
      {
        hint: 'The server may be very old, or no SSH server at all. Check host and port.',
        cause: error,
      },
    );
  }
  return unreachable(server, messageOf(error), error);
}

/** What the library says an error is about. */
function levelOf(error: unknown): unknown {
  return error instanceof Error && 'level' in error ? error.level : undefined;
}

function refusedError(server: string, secrets: Secrets, cause: unknown): TidemarkError {
  const given = [
    secrets['private-key'] === undefined ? [] : ['key'],
    secrets.password === undefined ? [] : ['password'],
  ].flat();
  const message =
    given.length === 0
      ? `${server} wants a password or a key, and none was given`
      : `${server} does not accept this ${given.join(' or ')}`;
  return new TidemarkError('destination-denied', message, {
    hint: "Check user, password and key. A key must be among the server's authorized ones.",
    retry: 'later',
    cause,
  });
}
