// What the words and numbers of S3's refusals mean to a person: what happened, what to do, and whether to try again.
import type { ErrorCode, Retry } from '../../base/errors.ts';

export interface Meaning {
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint: string;
  readonly retry: Retry;
}

const denied = (words: string, hint: string): Meaning => ({
  code: 'destination-denied',
  words,
  hint,
  retry: 'later',
});
export const failed = (words: string, hint: string, retry: Retry): Meaning => ({
  code: 'destination-failed',
  words,
  hint,
  retry,
});
export const full = (words: string): Meaning => ({
  code: 'destination-full',
  words,
  hint: 'Free some space there, or raise the limit.',
  retry: 'later',
});

export const WAIT = 'Tidemark tries again by itself.';
const NEW_KEYS = 'Give the keys of this service anew: they may have been revoked, or belong to another service.';

/** Our own code for an answer that none of S3's servers would give. */
export const NOT_S3 = 'NotS3';

export const MEANINGS: Readonly<Record<string, Meaning>> = {
  AccessDenied: denied(
    'access denied',
    'The keys are known there, but may not do this. Allow them to list, read, write and delete below this path.',
  ),
  AllAccessDisabled: denied('all access is switched off', 'Ask whoever runs the account.'),
  AccountProblem: denied(
    'there is a problem with the account',
    'Sign in at the provider: the account may be closed, or a bill open.',
  ),
  NotSignedUp: denied(
    'the account has not signed up for storage',
    'Sign in at the provider and complete the sign-up.',
  ),
  InvalidAccessKeyId: denied('the access key is not known there', NEW_KEYS),
  SignatureDoesNotMatch: denied('the secret does not belong to the access key', NEW_KEYS),
  ExpiredToken: denied('the temporary keys have expired', 'Get new ones, or use keys that last.'),
  InvalidToken: denied('the temporary keys are not valid', 'Get new ones, or use keys that last.'),
  KMSAccessDeniedException: denied(
    'the keys may not use the encryption key',
    'Allow them to encrypt and decrypt with it.',
  ),
  InvalidObjectState: denied(
    'the file lies in an archive',
    'Have it brought back at the provider first; for copies, use a storage class that can be read at once.',
  ),
  NoSuchBucket: failed('there is no such bucket', 'Create the bucket, or correct its name.', 'never'),
  InvalidBucketName: failed('this cannot be the name of a bucket', 'Correct the name.', 'never'),
  EntityTooLarge: {
    ...full('the file is larger than the server takes'),
    hint: 'Raise the limit there, or choose another place.',
    retry: 'never',
  },
  QuotaExceeded: full('the quota is used up'),
  InvalidStorageClass: failed('the storage class is not known there', 'Correct it, or leave it out.', 'never'),
  NotImplemented: {
    code: 'unsupported',
    words: 'the server does not know this request',
    hint: 'Choose another place, or a newer version of the server.',
    retry: 'never',
  },
  NoSuchUpload: failed('the unfinished upload is gone', 'It was ended elsewhere. Tidemark begins it anew.', 'now'),
  InvalidPart: failed(
    'a part of the upload is not what was sent',
    'Somebody else uploads the same file. Tidemark begins it anew.',
    'now',
  ),
  BadDigest: failed('the bytes changed on the way', WAIT, 'now'),
  ConditionalRequestConflict: failed('others are writing the same file', WAIT, 'now'),
  OperationAborted: failed('others are changing the same thing', WAIT, 'later'),
  PreconditionFailed: failed('it changed meanwhile', WAIT, 'now'),
  InternalError: failed('the server failed', WAIT, 'later'),
  ServiceUnavailable: failed('the server asks to slow down', WAIT, 'later'),
  SlowDown: failed('the server asks to slow down', WAIT, 'later'),
  [NOT_S3]: {
    code: 'destination-absent',
    words: 'what answers there is no S3 server',
    hint: 'Check the address. In a hotel or on a train, sign in to the network first.',
    retry: 'later',
  },
};

export const BY_STATUS: Readonly<Record<number, Meaning>> = {
  302: MEANINGS[NOT_S3]!,
  303: MEANINGS[NOT_S3]!,
  401: denied('the keys are not accepted', NEW_KEYS),
  403: MEANINGS['AccessDenied']!,
  404: failed('it is not there', 'Correct the name of the bucket, or the endpoint.', 'later'),
  405: MEANINGS['NotImplemented']!,
  408: failed('the server got tired of waiting', WAIT, 'later'),
  409: MEANINGS['OperationAborted']!,
  412: MEANINGS['PreconditionFailed']!,
  413: MEANINGS['EntityTooLarge']!,
  429: MEANINGS['SlowDown']!,
  500: MEANINGS['InternalError']!,
  501: MEANINGS['NotImplemented']!,
  502: failed('the server behind this address does not answer', WAIT, 'later'),
  503: MEANINGS['SlowDown']!,
  504: failed('the server behind this address does not answer in time', WAIT, 'later'),
  507: full('no space left'),
  511: MEANINGS[NOT_S3]!,
};
