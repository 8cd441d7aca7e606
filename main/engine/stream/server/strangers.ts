// Connections of which nobody knows yet who is behind them. There is room for few; the oldest makes way for the next, so that
// whoever holds many open keeps nobody out: who is to be let in needs only a moment.
import type { Socket } from 'node:net';

export class Strangers {
  readonly #most: number;
  /** In the order in which they came, by where they come from: under TLS a request has another socket. */
  readonly #sockets = new Map<string, Socket>();

  constructor(most: number) {
    this.#most = most;
  }

  arrive(socket: Socket): void {
    const [oldest] = this.#sockets;
    if (oldest !== undefined && this.#sockets.size >= this.#most) this.#turnAway(...oldest);
    const place = placeOf(socket);
    this.#sockets.set(place, socket);
    socket.once('close', () => {
      if (this.#sockets.get(place) === socket) this.#sockets.delete(place);
    });
  }

  /** It is not in the way of others any more, nor they in its. */
  letIn(socket: Socket): void {
    this.#sockets.delete(placeOf(socket));
  }

  #turnAway(place: string, socket: Socket): void {
    this.#sockets.delete(place);
    socket.destroy();
  }
}

function placeOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
