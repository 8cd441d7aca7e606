// One request to S3, as often as the SDK sends it: counted, permitted, and its answer kept for what the SDK does not tell.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { RequestKind, Traffic } from '../traffic.ts';
import type { Manner } from './provider.ts';

export interface Call {
  readonly kind: RequestKind;
  readonly signal?: AbortSignal | undefined;
  /** Asked right before each sending; what it throws passes unchanged. */
  readonly permit?: (() => void) | undefined;
  /** `stream`: whoever reads the answer's body counts it. */
  readonly body?: 'stream';
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Our clock, when it came. */
  readonly at: number;
}

/** What became of a call, filled while it is under way. */
export interface Attempt {
  readonly call: Call;
  answer?: Answer;
  /** What the permit threw. */
  refused?: { readonly error: unknown };
}

const attempts = new AsyncLocalStorage<Attempt>();

/** Everything that `work` sends belongs to `attempt`. */
export function during<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
  return attempts.run(attempt, work);
}

interface HttpMessage {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly statusCode?: number;
}

export interface WireOptions {
  readonly traffic: Traffic;
  readonly now: () => number;
  readonly manner: Manner;
  readonly payload: 'signed' | 'unsigned';
}

/** Makes the client's requests ours: headers before signing, counts and permits at each sending. */
export function wire(client: S3Client, { traffic, now, manner, payload }: WireOptions): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as HttpMessage;
      Object.assign(request.headers, manner.headers);
      if (payload === 'unsigned') request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      if (manner.checksums === 'required') preferMd5(request);
      return next(args);
    },
    { step: 'build', priority: 'low', name: 'tidemarkHeaders' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const attempt = attempts.getStore();
      if (attempt === undefined) return next(args);
      permit(attempt);
      traffic.request(attempt.call.kind);
      traffic.moved('up', bodySize(args.request as HttpMessage));
      const result = await next(args);
      attempt.answer = answerOf(result.response as HttpMessage, now());
      if (attempt.call.body !== 'stream') traffic.moved('down', sizeTold(attempt.answer));
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'tidemarkCounts' },
  );
}

function permit(attempt: Attempt): void {
  try {
    attempt.call.permit?.();
  } catch (error) {
    attempt.refused = { error };
    throw error;
  }
}

/** Content-MD5 is what services knew before the other checksums; where the protocol asks for one, it is this. */
function preferMd5(request: HttpMessage): void {
  const body = bytesOf(request.body);
  if (body === undefined) return;
  for (const name of Object.keys(request.headers)) {
    if (/^x-amz-(?:checksum-|sdk-checksum-)/i.test(name)) Reflect.deleteProperty(request.headers, name);
  }
  if (Object.keys(request.headers).some((name) => name.toLowerCase() === 'content-md5')) return;
  request.headers['content-md5'] = createHash('md5').update(body).digest('base64');
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (typeof body === 'string') return Buffer.from(body);
  return body instanceof Uint8Array ? body : undefined;
}

function bodySize({ body }: HttpMessage): number {
  return bytesOf(body)?.length ?? 0;
}

/** Answers that are not read here tell their size, or are too small to matter. */
function sizeTold({ headers }: Answer): number {
  return Number(headers['content-length'] ?? 0) || 0;
}

function answerOf({ headers, statusCode = 0 }: HttpMessage, at: number): Answer {
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status: statusCode, headers: Object.fromEntries(lowered) as Record<string, string>, at };
}

/** Ms since the epoch by the server's clock, exact to a second. */
export function serverTime(answer: Answer | undefined): number | undefined {
  const time = Date.parse(answer?.headers['date'] ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** Ms by which the server's clock is ahead of ours, as far as seconds can tell. */
export function serverAhead(answer: Answer | undefined): number | undefined {
  const time = serverTime(answer);
  if (answer === undefined || time === undefined) return undefined;
  const [least, most] = [time - answer.at, time + 999 - answer.at];
  return least <= 0 && most >= 0 ? 0 : Math.floor((least + most) / 2);
}
