// Which keys requests are signed with, and the key that a customer's own encryption uses.
import { TidemarkError } from '../../base/errors.ts';
import type { S3Options } from './options.ts';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * What was given for this place, else what the environment says for Litestream or AWS. Undefined: the SDK looks by itself, in
 * the profile or on the machine. A named profile comes before the environment. Throws `config` when half of a pair is missing.
 */
export function signingKeys({
  secrets,
  location,
  env,
}: Pick<S3Options, 'secrets' | 'location' | 'env'>): SigningKeys | undefined {
  const given = pair(secrets['access-key-id'], secrets['secret-access-key'], secrets['session-token']);
  if (given !== undefined || location.profile !== undefined) return given;
  return (
    pair(env['LITESTREAM_ACCESS_KEY_ID'], env['LITESTREAM_SECRET_ACCESS_KEY']) ??
    pair(env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN'])
  );
}

function pair(id = '', secret = '', sessionToken = ''): SigningKeys | undefined {
  if (id === '' && secret === '') return undefined;
  if (id === '' || secret === '') {
    const [there, missing] = id === '' ? ['secret', 'id'] : ['id', 'secret'];
    throw new TidemarkError('config', `the ${there} of an access key is given, and its ${missing} is not`, {
      hint: 'Give both, or neither.',
    });
  }
  return { accessKeyId: id, secretAccessKey: secret, ...(sessionToken === '' ? {} : { sessionToken }) };
}

/** 32 bytes as base64. Throws `config`. */
export function customerKey({ secrets }: Pick<S3Options, 'secrets'>): string {
  const key = secrets['customer-key']?.trim() ?? '';
  if (Buffer.from(key, 'base64').length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(key)) return key;
  throw new TidemarkError(
    'config',
    'the key that the copies are to be encrypted with is missing, or is not 32 bytes in base64',
    {
      hint: 'Make one with: openssl rand -base64 32. Keep it: without it nobody can read the copies.',
    },
  );
}
