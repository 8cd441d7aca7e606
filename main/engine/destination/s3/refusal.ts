// Why a request to S3 did not do what it was to do: what the server said, or why nobody answered.
import { abortedError } from '../../base/abort.ts';
import { errnoOf, messageOf, TidemarkError } from '../../base/errors.ts';
import type { S3Location } from '../location.ts';
import { networkWords, unreachable } from '../network.ts';
import { BY_STATUS, failed, full, type Meaning, MEANINGS, NOT_S3, WAIT } from './meanings.ts';
import { showPlace } from './options.ts';
import { type Answer, serverAhead } from './wire.ts';

export interface Refusal {
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined;
  /** As `NoSuchKey`; empty when the server gave none. */
  readonly code: string;
  readonly error: unknown;
  readonly answer: Answer | undefined;
}

export function refusalOf(error: unknown, answer: Answer | undefined): Refusal {
  const { name, $fault, $metadata } = error as {
    name?: unknown;
    $fault?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const status = answer?.status ?? $metadata?.httpStatusCode;
  // What the server said has a fault, client's or server's; other errors only happened meanwhile.
  return { status, code: typeof name === 'string' && $fault !== undefined ? name : '', error, answer };
}

/** As `fetch` names what was cut off by a signal. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** `doing` reads as in "cannot <doing>". */
export function explain(refusal: Refusal, location: S3Location, doing: string): TidemarkError {
  const { error, status } = refusal;
  if (isAbort(error)) return abortedError(doing);
  const place = showPlace(location);
  if (isSilence(refusal)) return silence(error, location, `${doing} in ${place}`);
  const meaning = clockMeaning(refusal) ?? regionMeaning(refusal) ?? storageMeaning(refusal) ?? meaningOf(refusal);
  const told = refusal.code === '' ? `HTTP ${status ?? 'unknown'}` : refusal.code;
  return new TidemarkError(meaning.code, `cannot ${doing} in ${place}: ${meaning.words} (${told})`, {
    hint: meaning.hint,
    retry: meaning.retry,
    cause: error,
  });
}

/** Nobody answered, or not to the end. */
function isSilence({ status, code, error }: Refusal): boolean {
  return status === undefined || (code === '' && (networkWords(error) !== undefined || isTimeout(error)));
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** An answer that was taken for success, and cannot be one. */
export function notS3(answer: Answer | undefined): Refusal {
  return {
    status: answer?.status ?? 200,
    code: NOT_S3,
    error: new Error('the answer lacks what S3 answers have'),
    answer,
  };
}

function meaningOf({ code, status = 0, error }: Refusal): Meaning {
  if (status < 300 && code === '') return MEANINGS[NOT_S3]!;
  const other = failed(messageOf(error), 'See what the provider says about this.', status >= 500 ? 'later' : 'never');
  return MEANINGS[code] ?? BY_STATUS[status] ?? other;
}

function clockMeaning({ code, answer }: Refusal): Meaning | undefined {
  if (code !== 'RequestTimeTooSkewed' && code !== 'RequestExpired' && code !== 'RequestInTheFuture') return undefined;
  const ahead = serverAhead(answer) ?? 0;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const words =
    seconds === 0
      ? "the server says that this computer's clock is wrong"
      : `this computer's clock is ${seconds} s ${ahead > 0 ? 'behind' : 'ahead of'} the server's`;
  return {
    code: 'destination-clock',
    words,
    hint: 'Set the clock of this computer, best by letting it set itself.',
    retry: 'later',
  };
}

function regionMeaning({ code, status, answer, error }: Refusal): Meaning | undefined {
  if (
    code !== 'PermanentRedirect' &&
    code !== 'AuthorizationHeaderMalformed' &&
    code !== 'IllegalLocationConstraintException' &&
    status !== 301
  )
    return undefined;
  const { Region, Endpoint } = error as { Region?: unknown; Endpoint?: unknown };
  const region = answer?.headers['x-amz-bucket-region'] ?? (typeof Region === 'string' ? Region : undefined);
  const words = region === undefined ? 'the bucket is in another region' : `the bucket is in the region ${region}`;
  const at = typeof Endpoint === 'string' ? ` Its address is ${Endpoint}.` : '';
  const hint = region === undefined ? `Set the region of the bucket.${at}` : `Set the region to ${region}.${at}`;
  return failed(words, hint, 'never');
}

/** Every service has a word of its own for it. */
function storageMeaning({ code, error }: Refusal): Meaning | undefined {
  if (/quota|storagefull|insufficientstorage/i.test(code)) return MEANINGS['QuotaExceeded'];
  return /storage cap exceeded/i.test(messageOf(error)) ? full('the storage cap is reached') : undefined;
}

const TLS =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)/;

function silence(error: unknown, location: S3Location, doing: string): TidemarkError {
  const errno = errnoOf(error) ?? '';
  if (TLS.test(errno)) return untrusted(error, errno, location);
  const { name } = error as { name?: unknown };
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return noKeys(error, doing);
  const words = networkWords(error) ?? (isTimeout(error) ? 'it did not answer in time' : wireWords(errno));
  if (words !== undefined) return unreachable(location.endpoint ?? 'the service', words, error);
  return new TidemarkError('destination-failed', `cannot ${doing}: ${messageOf(error)}`, {
    hint: WAIT,
    retry: 'later',
    cause: error,
  });
}

/** What came was no HTTP, or no TLS. */
function wireWords(errno: string): string | undefined {
  if (errno === 'EPROTO' || errno.startsWith('ERR_SSL_'))
    return 'it does not speak TLS there: is the address to begin with http://?';
  return errno.startsWith('HPE_') ? 'what answers there is no web server' : undefined;
}

function untrusted(error: unknown, errno: string, { endpoint }: S3Location): TidemarkError {
  const message = `${endpoint ?? 'the service'} cannot prove who it is: ${messageOf(error)} (${errno})`;
  return new TidemarkError('destination-untrusted', message, {
    hint:
      'Let the server have a certificate that this computer trusts. ' +
      'On a network of your own, the check can be switched off for this place.',
    retry: 'later',
    cause: error,
  });
}

function noKeys(error: unknown, doing: string): TidemarkError {
  return new TidemarkError('destination-denied', `cannot ${doing}: there are no keys to sign in with`, {
    hint: 'Give an access key and its secret for this place, or name a profile.',
    retry: 'later',
    cause: error,
  });
}
