// The command line's end of the control socket. Nothing heavy is loaded here.
import { connect, type Socket } from 'node:net';
import { errnoOf, TidemarkError } from '../../engine/base/errors.ts';
import type { ErrorView } from '../../engine/agent/views.ts';
import { CallError, Client, type ClientEvents } from '../contract/client.ts';
import type { Outcome, ToFace } from '../contract/wire.ts';
import { Lines } from './lines.ts';
import { controlPath } from './place.ts';
import { type FromClient, type Hello, PROTOCOL, type ToClient } from './protocol.ts';

/** An answer may be long (100,000 points), but not without end, bytes. */
const LONGEST_ANSWER = 256 << 20;
/** What runs but says nothing for so long hangs, ms. */
const PATIENCE = 10_000;

const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

/** A running Tidemark, over its control socket. */
export interface Control {
  readonly hello: Hello;
  readonly client: Client;
  /** A fresh address of the dashboard, good for one visit. */
  address(): Promise<string>;
  /** Rejects when the connection is gone, however it went. */
  readonly ended: Promise<never>;
  close(): void;
}

/**
 * The Tidemark that runs for `home`, or undefined if none does. `unsupported` if it is of a version that cannot be talked
 * to, `busy` if it does not answer.
 */
export async function connectControl(home: string, events: Partial<ClientEvents> = {}): Promise<Control | undefined> {
  const socket = await reach(controlPath(home));
  return socket === undefined ? undefined : new SocketControl(socket, events).ready;
}

/** Whether somebody answers at the socket. */
export async function isAnswered(path: string): Promise<boolean> {
  const socket = await reach(path);
  socket?.destroy();
  return socket !== undefined;
}

function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', (error) => {
      if (NOBODY.has(errnoOf(error))) resolve(undefined);
      else reject(notOurs(error));
    });
  });
}

class SocketControl implements Control {
  readonly client: Client;
  readonly ready: Promise<Control>;
  readonly ended: Promise<never>;
  readonly #socket: Socket;
  readonly #hello = Promise.withResolvers<Hello>();
  readonly #addresses: ((outcome: Outcome<string>) => void)[] = [];
  readonly #end = Promise.withResolvers<never>();
  #known: Hello | undefined;
  #tell: (message: ToFace) => void = () => undefined;

  constructor(socket: Socket, { onState, onShell, onShow }: Partial<ClientEvents>) {
    const nothing = (): void => undefined;
    this.#socket = socket;
    const channel = {
      send: (message: FromClient) => {
        this.#send(message);
      },
      listen: (tell: (message: ToFace) => void) => {
        this.#tell = tell;
      },
    };
    this.client = new Client(channel, {
      onState: onState ?? nothing,
      onShell: onShell ?? nothing,
      onShow: onShow ?? nothing,
    });
    this.#listen();
    this.ended = this.#end.promise;
    this.ended.catch(() => undefined);
    this.ready = this.#greeted();
  }

  get hello(): Hello {
    if (this.#known === undefined) throw new TidemarkError('bug', 'no greeting has come yet');
    return this.#known;
  }

  address(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#addresses.push((outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(new CallError(outcome.error));
      });
      this.#send({ kind: 'address' });
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  async #greeted(): Promise<Control> {
    const silence = setTimeout(() => {
      this.#hello.reject(silent());
    }, PATIENCE);
    try {
      this.#known = await this.#hello.promise;
      if (this.#known.protocol !== PROTOCOL) throw otherVersion(this.#known);
      return this;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(silence);
    }
  }

  #listen(): void {
    const lines = new Lines(LONGEST_ANSWER);
    this.#socket.on('data', (bytes) => {
      try {
        const unreadable = lines.push(bytes, (line) => {
          this.#take(JSON.parse(line) as ToClient);
        });
        if (unreadable !== undefined) this.#socket.destroy();
      } catch {
        // What answers there is no Tidemark.
        this.#socket.destroy();
      }
    });
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => {
      this.#fail(ENDED);
    });
  }

  #take(message: ToClient): void {
    switch (message.kind) {
      case 'hello':
        this.#hello.resolve(message);
        return;
      case 'address':
        this.#addresses.shift()?.(message.outcome);
        return;
      case 'refused':
        this.#fail(message.error);
        return;
      default:
        this.#tell(message);
    }
  }

  #fail(error: ErrorView): void {
    this.#hello.reject(new CallError(error));
    this.#end.reject(new CallError(error));
    for (const settle of this.#addresses.splice(0)) settle({ ok: false, error });
    this.client.fail(error);
  }

  #send(message: FromClient): void {
    if (!this.#socket.destroyed) this.#socket.write(`${JSON.stringify(message)}\n`);
    else
      queueMicrotask(() => {
        this.#fail(ENDED);
      });
  }
}

const ENDED: ErrorView = {
  code: 'not-found',
  message: 'the Tidemark that runs has ended',
  hint: 'Start it again, then repeat this.',
};

function notOurs(cause: Error): TidemarkError {
  return new TidemarkError('refused', `the Tidemark that runs cannot be reached: ${cause.message}`, {
    hint: 'It may belong to somebody else: TIDEMARK_HOME must be a folder of your own.',
    cause,
  });
}

function silent(): TidemarkError {
  return new TidemarkError('busy', `the Tidemark that runs has said nothing for ${PATIENCE / 1000} seconds`, {
    hint: 'Try again; if it stays so, end it and start it again.',
    retry: 'later',
  });
}

function otherVersion({ version }: Hello): TidemarkError {
  return new TidemarkError('unsupported', `the Tidemark that runs is version ${version}, which speaks another way`, {
    hint: 'Quit it and start the version that this command belongs to.',
  });
}
