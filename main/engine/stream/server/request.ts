// What is read of a request, of which nothing is believed.
import type { IncomingMessage } from 'node:http';
import { TidemarkError } from '../../base/errors.ts';
import type { FollowerFacts } from './follower-book.ts';
import { tooLargeError } from './refusals.ts';

const NODE_ID = /^[0-9A-F]{16}$/;
const LONGEST_NAME = 255;
const LONGEST_URL = 2048;

/** The body, at most `most` bytes of it. */
export async function readBody(request: IncomingMessage, most: number): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLargeError(most);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > most) throw tooLargeError(most);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Of `Authorization: Bearer …`; empty when there is none. */
export function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** Who asks, as it says. `usage` without a sound id. */
export function followerOf({ headers, socket }: IncomingMessage): FollowerFacts {
  const id = headers['litefs-id'];
  if (typeof id !== 'string' || !NODE_ID.test(id)) throw wrongError('the header Litefs-Id', '16 upper-case hex digits');
  const told = headers['tidemark-name'];
  const name = typeof told === 'string' && told !== '' ? decoded('the header Tidemark-Name', told) : id;
  const url = headers['tidemark-advertise'];
  if (url !== undefined && (typeof url !== 'string' || url.length > LONGEST_URL || !/^https?:\/\//.test(url))) {
    throw wrongError('the header Tidemark-Advertise', 'an address');
  }
  const address = socket.remoteAddress ?? '';
  return { id, name: name.slice(0, LONGEST_NAME), address, ...(url === undefined ? {} : { url }) };
}

/** `usage` for what is not percent-encoded text; `what` names it. */
export function decoded(what: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrongError(what, 'a percent-encoded name');
  }
}

function wrongError(what: string, expected: string): TidemarkError {
  return new TidemarkError('usage', `${what} is not ${expected}`);
}

/** A JSON object's words; `usage` for anything else. */
export function wordsOf(bytes: Uint8Array, keys: readonly string[]): Readonly<Record<string, string>> {
  const body = parseJson(bytes);
  return Object.fromEntries(
    keys.map((key) => {
      const word = body[key];
      if (typeof word !== 'string' || word.length > LONGEST_NAME) throw new TidemarkError('usage', `the body has no "${key}"`);
      return [key, word];
    }),
  );
}

function parseJson(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new TidemarkError('usage', 'the body is not a JSON object');
}
