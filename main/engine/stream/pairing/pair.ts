// The other side of pairing: a computer that wants to follow shows the code, and is given a token that it keeps.
import { TidemarkError } from '../../base/errors.ts';
import { requestJson } from '../node/peer-request.ts';
import { isCodeOf, parseCode } from './code.ts';

/** How to get in where one was paired. Kept as secrets are. */
export interface Paired {
  readonly address: string;
  readonly token: string;
  /** `sha256:…` of the certificate there; absent on loopback. */
  readonly pin?: string;
  /** Who that is. */
  readonly id: string;
  readonly name: string;
}

export interface PairRequest {
  /** `https://host:port`, or `http://` on loopback. */
  readonly address: string;
  /** As the other computer shows it. */
  readonly code: string;
  /** What this computer is called. */
  readonly name: string;
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** Ms. */
const PATIENCE = 15_000;

/** What can be sent back, what is part of names here, and what is shown. */
const TOKEN = /^[\x21-\x7e]{16,512}$/;
const NODE_ID = /^[0-9A-F]{16}$/;
const LONGEST_NAME = 255;

/** `stream-untrusted` when the certificate is not the one of the code: nothing was sent then. `stream-denied` for a wrong code. */
export async function pairWith({ address, code: text, name, patience = PATIENCE, signal }: PairRequest): Promise<Paired> {
  const code = parseCode(text);
  let pin: string | undefined;
  const trust = (digest: Uint8Array | undefined): void => {
    if (!isCodeOf(code, digest)) throw strangerError(address);
    pin = digest && `sha256:${Buffer.from(digest).toString('hex')}`;
  };
  const body = JSON.stringify({ code: code.secret, name });
  const headers = { 'content-type': 'application/json' };
  const reply = await requestJson({ address, trust, method: 'POST', path: '/pair', headers, body, patience, ...(signal && { signal }) });
  const { token, id, name: called } = reply.body as Readonly<Record<string, unknown>>;
  if (!isWord(token, TOKEN) || !isWord(id, NODE_ID) || typeof called !== 'string' || called.length > LONGEST_NAME) {
    throw new TidemarkError('stream-protocol', `${address} let us in without a token`, { hint: 'It is no Tidemark that this one understands.' });
  }
  return { address, token, id, name: called, ...(pin === undefined ? {} : { pin }) };
}

function isWord(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function strangerError(address: string): TidemarkError {
  return new TidemarkError('stream-untrusted', `${address} does not show the certificate that the code speaks of`, {
    hint: 'Nothing was sent. Check the address and the code; if both are right, somebody is in between.',
  });
}
