// The WebSocket over which a page of ours talks: one message of the wire per text message.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Connection, MessageServer } from '../../ipc/connection.ts';
import { NO_SESSION, SOCKET_PATH } from '../../ipc/contract/dashboard.ts';
import { LONGEST_MESSAGE } from '../../ipc/contract/wire.ts';
import { isFromUs, objectionTo } from './guard.ts';
import type { Limits } from './limits.ts';
import { hasSession, type Site } from './requests.ts';

/** Codes of RFC 6455 for a close. */
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;
const BROKEN_RULE = 1008;

export class Sockets {
  readonly #site: Site;
  readonly #faces: MessageServer;
  readonly #limits: Limits;
  /** Open ones, and whether they have been heard of since the last ping. */
  readonly #open = new Map<WebSocket, 'heard' | 'asked'>();
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LONGEST_MESSAGE,
  });
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(site: Site, faces: MessageServer, limits: Limits) {
    this.#site = site;
    this.#faces = faces;
    this.#limits = limits;
  }

  /** A page without a session is let as far as being told so: it can say what to do, which a failed handshake cannot. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined);
    const status = this.#objection(request);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const known = hasSession(this.#site, request);
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => undefined);
      if (known) this.#take(opened);
      else this.#part(opened, NO_SESSION, 'no session');
    });
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#open.keys()) this.#part(socket, GOING_AWAY, 'the dashboard has stopped');
  }

  /** A page that does not say goodbye in turn is not waited for. */
  #part(socket: WebSocket, code: number, reason: string): void {
    socket.close(code, reason);
    setTimeout(() => {
      socket.terminate();
    }, this.#limits.goodbye).unref();
  }

  #objection(request: IncomingMessage): string | undefined {
    const objection = objectionTo(request, this.#site.hosts);
    if (objection !== undefined) return `${objection.status} Refused`;
    if (request.method !== 'GET' || request.url !== SOCKET_PATH) return '404 Not Found';
    if (!isFromUs(request)) return '403 Forbidden';
    return this.#open.size >= this.#limits.sockets ? '503 Service Unavailable' : undefined;
  }

  #take(socket: WebSocket): void {
    this.#open.set(socket, 'heard');
    this.#heartbeat ??= setInterval(() => {
      this.#ask();
    }, this.#limits.heartbeat);
    const face = this.#faces.connect((message) => {
      this.#send(socket, JSON.stringify(message));
    });
    socket.on('message', (data, isBinary) => {
      this.#receive(socket, face, isBinary ? undefined : text(data));
    });
    socket.on('pong', () => {
      if (this.#open.has(socket)) this.#open.set(socket, 'heard');
    });
    socket.once('close', () => {
      face.close();
      this.#forget(socket);
    });
  }

  #receive(socket: WebSocket, face: Connection, message: string | undefined): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (message === undefined) this.#part(socket, UNSUPPORTED_DATA, 'only text is read');
    else if (face.receive(parse(message)) === 'refused') this.#part(socket, BROKEN_RULE, 'not a message of Tidemark');
  }

  /** A page that does not read would have everything kept for it here. */
  #send(socket: WebSocket, text: string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(text);
    if (socket.bufferedAmount > this.#limits.waiting) socket.terminate();
  }

  #ask(): void {
    for (const [socket, state] of this.#open) {
      if (state === 'asked') {
        socket.terminate();
        continue;
      }
      this.#open.set(socket, 'asked');
      socket.ping();
    }
  }

  #forget(socket: WebSocket): void {
    this.#open.delete(socket);
    if (this.#open.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

function text(data: WebSocket.RawData): string {
  return (data as Buffer).toString('utf8');
}

/** What is no JSON is no message either. */
function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
