// What the S3 server itself says it was asked: its access log, one line for each request it has answered.
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoggedRequest {
  readonly method: string;
  /** Decoded, without the query: `/bucket/key`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
}

const LINE = /beast: .* "([A-Z]+) (\S+) HTTP\/[\d.]+" (\d{3}) /;
/** Ms that a line may take from the answer to the file. */
const PATIENCE = 20_000;

export class AccessLog {
  readonly #file: string;
  readonly #endpoint: string;

  constructor(file: string, endpoint: string) {
    this.#file = file;
    this.#endpoint = endpoint;
  }

  /** Bytes from the start of the file: lines of requests that were answered before this call are in front of it. */
  async position(): Promise<number> {
    const start = statSync(this.#file).size;
    await this.#settle(start);
    return statSync(this.#file).size;
  }

  /** All requests that were answered before this call, from `position` on. */
  async since(position: number): Promise<LoggedRequest[]> {
    await this.#settle(position);
    return this.#parsed(position).filter(({ path }) => !path.startsWith('/mark-'));
  }

  /**
   * Lines are written in order, but behind the answers: a line of ours that is there proves those before it. Twice, since
   * the line of another connection's last answer may just be on its way.
   */
  async #settle(position: number): Promise<void> {
    await this.#pass(position);
    await this.#pass(position);
  }

  async #pass(position: number): Promise<void> {
    const mark = `/mark-${randomBytes(8).toString('hex')}`;
    await ask(`${this.#endpoint}${mark}`);
    for (let waited = 0; waited < PATIENCE; waited += 10) {
      if (this.#parsed(position).some(({ path }) => path === mark)) return;
      await sleep(10);
    }
    throw new Error(`${this.#file} does not tell of a request that was answered`);
  }

  #parsed(position: number): LoggedRequest[] {
    return this.#text(position).split('\n').flatMap(parseLine);
  }

  #text(position: number): string {
    const fd = openSync(this.#file, 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(fd).size - position));
      readSync(fd, bytes, 0, bytes.length, position);
      return bytes.toString();
    } finally {
      closeSync(fd);
    }
  }
}

function parseLine(line: string): LoggedRequest[] {
  const match = LINE.exec(line);
  if (match === null) return [];
  const [, method = '', target = '', status = ''] = match;
  const url = new URL(target, 'http://server');
  return [{ method, path: decodeURIComponent(url.pathname), query: url.searchParams, status: Number(status) }];
}

function ask(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume().once('end', resolve);
    });
    request.once('error', reject);
  });
}
