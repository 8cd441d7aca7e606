// What the server answered, or why nothing came, and what it means to a person.
import { abortedError } from '../../base/abort.ts';
import { errnoOf, isTidemarkError, messageOf, TidemarkError } from '../../base/errors.ts';
import type { ErrorCode, Retry } from '../../base/errors.ts';
import { networkWords, unreachable } from '../network.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint: string;
  readonly retry: Retry;
}

const BUSY: Meaning = {
  code: 'destination-failed',
  words: 'the server is not able to now',
  hint: 'Try again later.',
  retry: 'later',
};

const NO_WEBDAV: Meaning = {
  code: 'destination-failed',
  words: 'there is no WebDAV at this address',
  hint: "Servers have WebDAV under a path of its own: look into the server's settings for the address.",
  retry: 'never',
};

const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: {
    code: 'destination-denied',
    words: 'the server does not accept user and password',
    hint: 'Give both, as the server knows them. Some services want a password made for apps.',
    retry: 'later',
  },
  403: {
    code: 'destination-denied',
    words: 'permission denied',
    hint: 'Let this user write to the folder.',
    retry: 'later',
  },
  404: {
    ...NO_WEBDAV,
    words: 'there is no such folder at the server',
    hint: 'Create the folder, or check the address.',
  },
  405: NO_WEBDAV,
  409: { ...BUSY, words: 'the folder it belongs into is not there', hint: 'Keep other programs out of that folder.' },
  411: {
    ...BUSY,
    words: 'the server takes only files whose size it is told first',
    hint: 'Choose another server.',
    retry: 'never',
  },
  413: {
    ...BUSY,
    words: 'the file is larger than the server takes',
    hint: 'Let its limit for uploads be raised.',
    retry: 'never',
  },
  423: { ...BUSY, words: 'somebody has locked it', hint: 'Tidemark tries again later.' },
  429: { ...BUSY, words: 'the server wants fewer requests', hint: 'Tidemark tries again later.' },
  501: NO_WEBDAV,
  507: {
    code: 'destination-full',
    words: 'no space left there',
    hint: 'Free some space at the server.',
    retry: 'later',
  },
};

/** `doing` reads as in "cannot <doing>". */
export function refusalError(status: number, doing: string, location?: string): TidemarkError {
  const { code, words, hint, retry } = meaningOf(status, location);
  return new TidemarkError(code, `cannot ${doing}: ${words} (HTTP ${status})`, { hint, retry });
}

function meaningOf(status: number, location: string | undefined): Meaning {
  const known = MEANINGS[status];
  if (known !== undefined) return known;
  if (status >= 500) return BUSY;
  if (status >= 300 && status < 400) return movedTo(location);
  return { ...BUSY, words: 'the server refuses', hint: "Look into the server's log." };
}

/** Passwords are not sent where another computer says. */
function movedTo(location: string | undefined): Meaning {
  return {
    ...NO_WEBDAV,
    words: `the server sends us to ${location ?? 'another address'}`,
    hint: 'If you trust that address, give it instead.',
  };
}

/** Codes of OpenSSL's verification, as Node names them; the certificate's name is checked by Node itself. */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;
/** Codes of a conversation that was no TLS. */
const NO_TLS = /^(?:EPROTO|ERR_SSL_|ERR_TLS_)/;

/** What a request failed with that got no answer, or half of one. TidemarkErrors pass unchanged. */
export function lineError(error: unknown, server: string, signal: AbortSignal | undefined): TidemarkError {
  if (isTidemarkError(error)) return error;
  if (signal?.aborted === true) return abortedError(`talking to ${server}`);
  const errno = errnoOf(error) ?? '';
  if (CERTIFICATE.test(errno)) return untrusted(server, error);
  if (NO_TLS.test(errno))
    return noSense(`${server} does not speak TLS as we do`, 'Use webdav:// if the server has no encryption.', error);
  const words = networkWords(error);
  if (words !== undefined) return unreachable(server, words, error);
  return noSense(
    `${server} does not answer as a web server`,
    'Check host and port; use webdavs:// if the server has encryption.',
    error,
  );
}

function noSense(message: string, hint: string, cause: unknown): TidemarkError {
  return new TidemarkError('destination-failed', `${message}: ${messageOf(cause)}`, { hint, retry: 'later', cause });
}

function untrusted(server: string, cause: unknown): TidemarkError {
  return new TidemarkError(
    'destination-untrusted',
    `${server} cannot prove who it is: ${messageOf(cause)}; nothing was sent`,
    {
      hint: 'Let the server have a certificate that this computer trusts, or install the certificate of whoever issued it.',
      cause,
    },
  );
}
