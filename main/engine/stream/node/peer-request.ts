// Asks another node something short. Over TLS its certificate is compared with the pin before a byte is sent.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ErrorCode, messageOf, TidemarkError } from '../../base/errors.ts';

/** Bytes of an answer. */
const MOST = 4 << 20;

export interface PeerRequest {
  readonly address: string;
  readonly pin?: string;
  /** Absent where it is not known yet: when pairing. */
  readonly token?: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ms for all of it. */
  readonly patience: number;
  readonly signal?: AbortSignal;
  /** In the place of a pin: throws when the certificate with this SHA-256 is not the right one; undefined without TLS. */
  readonly trust?: (digest: Uint8Array | undefined) => void;
}

export interface PeerReply {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: object;
}

/**
 * `stream-absent` when nobody answers, `stream-untrusted` when it is somebody else; what the other side refuses is thrown in
 * its own words.
 */
export async function requestJson(asked: PeerRequest): Promise<PeerReply> {
  const timeout = AbortSignal.timeout(asked.patience);
  const signal = asked.signal === undefined ? timeout : AbortSignal.any([timeout, asked.signal]);
  try {
    const socket = await connected(asked, signal);
    const request = begin(asked, socket, signal);
    request.end(asked.body);
    const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
    const reply = { status: response.statusCode ?? 0, body: parse(await readAll(response)) };
    if (reply.status >= 400) throw refusedError(asked.address, reply);
    return reply;
  } catch (error) {
    if (error instanceof TidemarkError) throw error;
    throw absentError(asked.address, timeout.aborted ? 'no answer' : messageOf(error), error);
  }
}

/** As `requestJson`, for an answer that is read as it comes: `patience` is for its beginning. Whoever has it destroys it. */
export async function requestStream(asked: PeerRequest): Promise<IncomingMessage> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, asked.patience);
  const signal = asked.signal === undefined ? late.signal : AbortSignal.any([late.signal, asked.signal]);
  try {
    const request = begin(asked, await connected(asked, signal), signal);
    request.end(asked.body);
    const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
    if (response.statusCode === 200) return response;
    const reply = { status: response.statusCode ?? 0, body: parse(await readAll(response)) };
    throw refusedError(asked.address, reply);
  } catch (error) {
    throw error instanceof TidemarkError ? error : absentError(asked.address, late.signal.aborted ? 'no answer' : messageOf(error), error);
  } finally {
    clearTimeout(timer);
  }
}

function absentError(address: string, why: string, cause: unknown): TidemarkError {
  return new TidemarkError('stream-absent', `${address} cannot be reached (${why})`, {
    hint: 'Check that Tidemark runs there and that the network lets you through.',
    retry: 'later',
    cause,
  });
}

function begin(asked: PeerRequest, socket: TLSSocket | undefined, signal: AbortSignal): ClientRequest {
  const { address, method, path, headers, token, body } = asked;
  const { hostname, port, protocol } = new URL(address);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
  const usual = protocol === 'https:' ? 443 : 80;
  const request = httpRequest({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usual : Number(port),
    method,
    path,
    headers: { ...authorization, ...length, ...headers, connection: 'close' },
    signal,
    // An agent would make a connection of its own.
    ...(socket === undefined ? { agent: false } : { createConnection: (): Socket => socket }),
  });
  // It may fail before anybody waits for an answer, and after.
  request.on('error', () => undefined);
  return request;
}

/** Undefined where plain HTTP is spoken. */
async function connected({ address, pin, trust }: PeerRequest, signal: AbortSignal): Promise<TLSSocket | undefined> {
  const { protocol, hostname, port } = new URL(address);
  if (protocol === 'http:') {
    trust?.(undefined);
    return undefined;
  }
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connectTls({ host, port: port === '' ? 443 : Number(port), rejectUnauthorized: false, minVersion: 'TLSv1.3' });
  try {
    await once(socket, 'secureConnect', { signal });
    requireTrusted(address, socket, pin, trust);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function requireTrusted(address: string, socket: TLSSocket, pin: string | undefined, trust: PeerRequest['trust']): void {
  const raw = socket.getPeerX509Certificate()?.raw;
  const digest = createHash('sha256').update(raw ?? '').digest();
  if (trust !== undefined) {
    trust(digest);
    return;
  }
  if (raw !== undefined && pin === `sha256:${digest.toString('hex')}`) return;
  throw new TidemarkError('stream-untrusted', `${address} shows another certificate than the one that was pinned`, {
    hint: 'Nothing was sent. If that computer was set up anew, pair the two again; else somebody is in between.',
    retry: 'later',
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST) throw new TidemarkError('stream-protocol', `an answer of more than ${MOST} bytes came`, { retry: 'later' });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parse(text: string): object {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new TidemarkError('stream-protocol', 'the answer is no JSON object', { hint: 'The other side is no Tidemark.', retry: 'later' });
}

function refusedError(address: string, { status, body }: PeerReply): TidemarkError {
  const { code, message, hint } = body as { readonly code?: unknown; readonly message?: unknown; readonly hint?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string') {
    return new TidemarkError('stream-protocol', `${address} answers with status ${status}`, { retry: 'later' });
  }
  const words = { hint: typeof hint === 'string' ? hint : '', retry: 'later' } as const;
  return new TidemarkError(codeIn(code, status), message, words);
}

/** Codes that a node answers with; others are told by the status alone. */
const TOLD: readonly ErrorCode[] = [
  'usage', 'not-found', 'unsupported', 'refused', 'busy', 'lease-held', 'lease-lost', 'stream-denied', 'stream-protocol',
  'stream-no-primary', 'restore-output-exists', 'database-locked', 'destination-absent', 'destination-failed',
];

function codeIn(code: string, status: number): ErrorCode {
  return TOLD.find((known) => known === code) ?? (status === 401 ? 'stream-denied' : 'stream-absent');
}
