// Asks a Litestream 0.4, or a Tidemark, for the live stream of one of its databases.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { messageOf, TidemarkError } from '../../base/errors.ts';
import { isPageSize } from '../../sqlite/header.ts';
import type { StreamFrom } from './feed.ts';
import { formatIndex } from '../names.ts';
import { PAGE_SIZE_HEADER, streamError } from './record.ts';
import { StreamReader } from './reader.ts';

export interface StreamClientOptions {
  /** `http://host:port`. */
  readonly server: string;
  /** The database, as the server knows it. */
  readonly path: string;
}

/** Of what a server says when it refuses, bytes. */
const MOST_WORDS = 2000;

export class StreamClient {
  readonly #options: StreamClientOptions;

  constructor(options: StreamClientOptions) {
    this.#options = options;
  }

  /** `not-found`, `refused`, `destination-absent` (retry later: nobody answers, or has nothing yet), `restore-damaged`. */
  async stream(from: StreamFrom, signal: AbortSignal): Promise<StreamReader> {
    const { server, path } = this.#options;
    const url = new URL('/stream', server);
    url.searchParams.set('path', path);
    if (from !== undefined) {
      url.searchParams.set('generation', from.generation);
      url.searchParams.set('index', formatIndex(from.index, 16));
    }
    const response = await ask(url, signal);
    if (response.statusCode !== 200) throw refusal(response.statusCode ?? 0, server, await wordsOf(response));
    const pageSize = Number(response.headers[PAGE_SIZE_HEADER.toLowerCase()]);
    if (isPageSize(pageSize)) return new StreamReader(response, pageSize);
    response.destroy();
    throw streamError(`its pages have ${pageSize} bytes`);
  }
}

async function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    const [response] = (await once(get(url, { signal }), 'response')) as [IncomingMessage];
    return response;
  } catch (cause) {
    throw new TidemarkError('destination-absent', `${url.origin} does not answer (${messageOf(cause)})`, {
      hint: 'Is it running? It is asked again.',
      retry: 'later',
      cause,
    });
  }
}

async function wordsOf(response: IncomingMessage): Promise<string> {
  let words = '';
  for await (const piece of response) {
    words += String(piece);
    if (words.length > MOST_WORDS) break;
  }
  return words.slice(0, MOST_WORDS).trim();
}

function refusal(status: number, server: string, words: string): TidemarkError {
  const message = `${server} answers ${status}: ${words}`;
  if (status === 404) return new TidemarkError('not-found', message, { hint: 'Name the database as it is named there.' });
  if (status === 503) return new TidemarkError('destination-absent', message, { hint: 'It has nothing yet; it is asked again.', retry: 'later' });
  return new TidemarkError('refused', message);
}
