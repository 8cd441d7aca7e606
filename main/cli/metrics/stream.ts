// Answers GET /stream as Litestream 0.4 does (FACTS D.5), from the copies in generations that are written here. Whoever may ask
// for it may have the whole database, and nobody has to say who they are: so it is answered on this computer alone.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { isGenerationName } from '../../engine/generations/names.ts';
import { MAX_INDEX } from '../../engine/generations/constants.ts';
import { type StreamedCopy, streamFeed, type StreamFrom } from '../../engine/generations/stream/feed.ts';
import { PAGE_SIZE_HEADER } from '../../engine/generations/stream/record.ts';

export const STREAM_PATH = '/stream';

/** The copy of that database, by its path; undefined when there is none, or none in generations. */
export type FindCopy = (path: string) => StreamedCopy | undefined;

interface Refusal {
  readonly status: 400 | 404 | 405 | 503;
  readonly words: string;
}

interface Answer {
  readonly copy: StreamedCopy;
  readonly pageSize: number;
  readonly from: StreamFrom;
}

/** Resolves when it is over; never rejects. */
export async function answerStream(request: IncomingMessage, response: ServerResponse, find: FindCopy): Promise<void> {
  const answer = understand(request, find);
  if ('status' in answer) {
    response.writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    response.end(`${answer.words}\n`);
    return;
  }
  const over = new AbortController();
  response.once('close', () => {
    over.abort();
  });
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store', [PAGE_SIZE_HEADER]: answer.pageSize });
  response.flushHeaders();
  // What breaks on the way ends the stream: whoever follows comes again.
  await pipeline(Readable.from(streamFeed(answer.copy, answer.from, over.signal)), response).catch(() => undefined);
}

function understand({ method, url = '' }: IncomingMessage, find: FindCopy): Answer | Refusal {
  if (method !== 'GET') return { status: 405, words: 'only GET is answered' };
  const { searchParams } = new URL(url, 'http://localhost');
  const path = searchParams.get('path') ?? '';
  if (path === '') return { status: 400, words: 'path required' };
  const from = fromOf(searchParams.get('generation') ?? '', searchParams.get('index') ?? '');
  if (from === 'invalid') return { status: 400, words: 'generation and index are 16 hex digits and a hex number' };
  const copy = find(path);
  if (copy === undefined) return { status: 404, words: 'there is no such database here, or no copy of it in generations' };
  if (copy.standing === undefined) return { status: 503, words: 'no generation available' };
  return { copy, pageSize: copy.standing.pageSize, from };
}

function fromOf(generation: string, index: string): StreamFrom | 'invalid' {
  if (generation === '') return index === '' ? undefined : 'invalid';
  const number = /^[0-9a-f]{1,16}$/i.test(index) ? Number.parseInt(index, 16) : -1;
  return isGenerationName(generation) && number >= 0 && number <= MAX_INDEX ? { generation, index: number } : 'invalid';
}
