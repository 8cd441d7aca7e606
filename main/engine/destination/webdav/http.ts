// Requests to one server: signed in as it wants, counted, given up when the line is silent, never redirected.
import * as http from 'node:http';
import * as https from 'node:https';
import * as tls from 'node:tls';
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { RequestKind } from '../traffic.ts';
import { type Body, sendBody } from './body.ts';
import { PATIENCE, showServer, type WebdavOptions } from './options.ts';
import { lineError } from './refusal.ts';
import { SignIn } from './sign-in.ts';

export interface DavRequest {
  readonly method: string;
  /** Below the location's URL, as `ltx/0/`; the location itself when empty. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly signal?: AbortSignal | undefined;
}

export interface DavResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** To be read, or given to `letGo`. */
  readonly body: http.IncomingMessage;
}

const KINDS: Readonly<Record<string, RequestKind>> = { GET: 'read', PROPFIND: 'list', DELETE: 'delete' };
/** May be made twice: a server closes idle lines, at times in the very moment that one is used. */
const REPEATABLE = new Set(['GET', 'PROPFIND', 'DELETE', 'PUT']);
/** The first asks how to sign in; a second may find its nonce too old; `Expect` may not be understood. */
const TRIES = 4;

export class HttpClient {
  readonly #options: WebdavOptions;
  readonly #signIn: SignIn;
  #agent: http.Agent | undefined;

  constructor(options: WebdavOptions) {
    const { location, secrets, random } = options;
    const { user } = location;
    this.#options = options;
    this.#signIn = new SignIn(user === undefined ? undefined : { user, password: secrets.password ?? '' }, random);
  }

  /** The full address of a name, percent-encoded. */
  address(name: string): string {
    return `${this.#options.location.url.replace(/\/$/, '')}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  /**
   * Any answer resolves. Throws `destination-absent`, `destination-untrusted`, `aborted`, and what the body's source throws.
   * A body that was begun and cannot be sent again makes a demand to sign in anew a `destination-failed` to be tried `now`.
   */
  async send(request: DavRequest): Promise<DavResponse> {
    throwIfAborted(request.signal, `talking to ${showServer(this.#options.location)}`);
    let expect: 'yes' | 'no' = 'yes';
    for (let tries = 1; ; tries++) {
      const url = new URL(this.address(request.name));
      const authorization = this.#signIn.header(request.method, url.pathname);
      const response = await this.#attempt(request, url, authorization, expect);
      const again =
        response.status === 417 ||
        (response.status === 401 && this.#signIn.learn(response.headers, authorization) === 'again');
      if (!again || tries === TRIES) return response;
      letGo(response);
      if (request.body?.state === 'taken') throw this.#takenError();
      if (response.status === 417) expect = 'no';
    }
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #attempt(
    request: DavRequest,
    url: URL,
    authorization: string | undefined,
    expect: 'yes' | 'no',
  ): Promise<DavResponse> {
    try {
      return await this.#once(request, url, authorization, expect);
    } catch (error) {
      // What a body's source throws is its own.
      if (!(error instanceof BrokenLine)) throw error;
      const repeatable =
        error.state === 'was idle' && REPEATABLE.has(request.method) && request.body?.state !== 'taken';
      if (!repeatable) throw lineError(error.cause, showServer(this.#options.location), request.signal);
    }
    // Once more, on a line that was not idle: a second failure is none of that kind.
    return this.#attempt(request, url, this.#signIn.header(request.method, url.pathname), expect);
  }

  #once(request: DavRequest, url: URL, authorization: string | undefined, expect: 'yes' | 'no'): Promise<DavResponse> {
    const { traffic, patience = PATIENCE } = this.#options;
    const { method, body, signal } = request;
    traffic.request(KINDS[method] ?? 'write');
    return new Promise<DavResponse>((resolve, reject) => {
      const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
        method,
        agent: (this.#agent ??= this.#newAgent(url.protocol)),
        headers: { ...headersOf(request, authorization, expect) },
        timeout: patience,
        ...(signal === undefined ? {} : { signal }),
      });
      outgoing.on('timeout', () => outgoing.destroy(silent(patience)));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const idle = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(new BrokenLine(idle ? 'was idle' : 'was in use', error));
      });
      outgoing.on('response', (incoming) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming });
      });
      if (body === undefined) outgoing.end();
      else sendBody(outgoing, body, { traffic, clock: this.#options.clock, signal, expect }).catch(reject);
    });
  }

  #newAgent(protocol: string): http.Agent {
    const settings = { keepAlive: true, maxSockets: 16, scheduling: 'lifo' as const };
    if (protocol === 'http:') return new http.Agent(settings);
    return new https.Agent({ ...settings, secureContext: tls.createSecureContext({ ca: this.#trusted() }) });
  }

  /** Also what people installed on this computer: a server at home has its certificate from there. */
  #trusted(): string[] {
    const sets = [tls.getCACertificates('default'), tls.getCACertificates('system'), this.#options.trusted ?? []];
    return [...new Set(sets.flat())];
  }

  #takenError(): TidemarkError {
    return new TidemarkError(
      'destination-failed',
      `${showServer(this.#options.location)} asked for the password in the middle of a file`,
      {
        hint: 'Tidemark sends it again.',
        retry: 'now',
      },
    );
  }
}

/** `was idle`: the request was made on a line that the other side may have closed before. */
class BrokenLine extends Error {
  readonly state: 'was idle' | 'was in use';

  constructor(state: 'was idle' | 'was in use', cause: Error) {
    super(cause.message, { cause });
    this.state = state;
  }
}

function headersOf(
  { headers, body }: DavRequest,
  authorization: string | undefined,
  expect: 'yes' | 'no',
): Record<string, string> {
  return {
    'User-Agent': 'Tidemark',
    'Accept-Encoding': 'identity',
    ...headers,
    ...(body?.kind === 'bytes' ? { 'Content-Length': String(body.size) } : {}),
    ...(body?.kind === 'stream' ? { 'Transfer-Encoding': 'chunked' } : {}),
    ...(body?.kind === 'stream' && expect === 'yes' ? { Expect: '100-continue' } : {}),
    ...(body === undefined ? { 'Content-Length': '0' } : {}),
    ...(authorization === undefined ? {} : { Authorization: authorization }),
  };
}

function silent(ms: number): Error {
  return Object.assign(new Error(`no answer for ${Math.round(ms / 1000)} s`), { code: 'ETIMEDOUT' });
}

/** For an answer whose body nobody wants: the line can be used again. */
export function letGo({ body }: DavResponse): void {
  body.on('error', () => undefined);
  body.resume();
}
