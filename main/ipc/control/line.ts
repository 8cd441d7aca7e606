// One client of the control socket, on the server's side.
import type { Socket } from 'node:net';
import type { Connection, MessageServer } from '../connection.ts';
import { LONGEST_MESSAGE } from '../contract/wire.ts';
import { errorView } from '../error-view.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import { Lines } from './lines.ts';
import type { ToClient } from './protocol.ts';

/** Bytes that may wait for a client that does not read, before it is hung up on. */
const MOST_WAITING = 64 << 20;

export class Line {
  readonly #socket: Socket;
  readonly #connection: Connection;
  readonly #address: (() => string) | undefined;
  readonly #lines = new Lines(LONGEST_MESSAGE);

  constructor(socket: Socket, faces: MessageServer, address: (() => string) | undefined) {
    this.#socket = socket;
    this.#address = address;
    this.#connection = faces.connect((message) => {
      this.send(message);
    });
    socket.on('data', (bytes) => {
      this.#read(bytes);
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#connection.close();
    });
  }

  send(message: ToClient): void {
    if (this.#socket.writableEnded || this.#socket.destroyed) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > MOST_WAITING) this.#socket.destroy();
  }

  /** What was sent still arrives; a client that does not read it is not waited for. */
  end(): void {
    this.#socket.end();
    this.#socket.destroySoon();
  }

  #read(bytes: Uint8Array): void {
    if (this.#socket.writableEnded) return;
    const unreadable = this.#lines.push(bytes, (line) => {
      this.#take(line);
    });
    if (unreadable !== undefined) this.#refuse(unreadable === 'too-long' ? 'a line is too long' : 'a line is not UTF-8');
  }

  #take(line: string): void {
    if (this.#socket.writableEnded || line.trim() === '') return;
    const message = parse(line);
    if (message === undefined) this.#refuse('a line is not JSON');
    else if (isAskAddress(message)) this.#tellAddress();
    else if (this.#connection.receive(message) === 'refused') this.#refuse('a line is not a message of Tidemark');
  }

  #tellAddress(): void {
    const value = this.#address?.();
    if (value !== undefined) this.send({ kind: 'address', outcome: { ok: true, value } });
    else this.send({ kind: 'address', outcome: { ok: false, error: errorView(noDashboard()) } });
  }

  #refuse(what: string): void {
    const error = new TidemarkError('usage', `${what}; nothing more is read`, { hint: 'Connect again.' });
    this.send({ kind: 'refused', error: errorView(error) });
    this.end();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isAskAddress(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'address';
}

function noDashboard(): TidemarkError {
  return new TidemarkError('unsupported', 'what runs is the app, not the dashboard', {
    hint: 'Use the window of the app, or quit it and run `tidemark serve`.',
  });
}
