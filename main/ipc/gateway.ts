// Where faces connect: commands of the shell are answered here, all else goes upstream to the engine, which may be in
// another thread, and may go and come back.
import type { Clock } from '../engine/base/clock.ts';
import type { ErrorView } from '../engine/agent/views.ts';
import { Calls } from './calls.ts';
import type { Connection, MessageServer } from './connection.ts';
import type { Route } from './contract/shell.ts';
import type { ToFace } from './contract/wire.ts';
import { Face } from './face.ts';
import { guarded } from './server.ts';
import type { Shell } from './shell.ts';

export class Gateway implements MessageServer {
  readonly #shell: Shell;
  readonly #clock: Clock;
  readonly #faces = new Map<Connection, Face>();
  #upstream: MessageServer | ErrorView;

  /** @param upstream the engine's server, or why there is none yet: what calls are answered meanwhile */
  constructor(shell: Shell, upstream: MessageServer | ErrorView, clock: Clock) {
    this.#shell = shell;
    this.#upstream = upstream;
    this.#clock = clock;
    shell.changed.on((view) => {
      for (const face of this.#faces.values()) face.tellShell(view);
    });
  }

  connect(send: (message: ToFace) => void): Connection {
    const safely = guarded(send);
    const calls = new Calls({ side: 'shell', handlers: this.#shell.handlers, clock: this.#clock, send: safely });
    const face = new Face(calls, () => this.#shell.view(), safely);
    const connection: Connection = {
      receive: (message) => face.receive(message),
      close: () => {
        this.#faces.delete(connection);
        face.close();
      },
    };
    this.#faces.set(connection, face);
    this.#join(face);
    return connection;
  }

  /** Brings every face to a screen, or the one that is given. */
  show(route: Route, connection?: Connection): void {
    const faces = connection === undefined ? [...this.#faces.values()] : [this.#faces.get(connection)];
    for (const face of faces) face?.show(route);
  }

  /** The engine is there (again): faces that watch get its whole state. */
  attach(upstream: MessageServer): void {
    this.#upstream = upstream;
    for (const face of this.#faces.values()) this.#join(face);
  }

  /** The engine is gone: its open calls, and new ones until `attach`, are answered with `reason`. */
  detach(reason: ErrorView): void {
    this.#upstream = reason;
    for (const face of this.#faces.values()) this.#join(face);
  }

  #join(face: Face): void {
    if ('connect' in this.#upstream) face.join(this.#upstream);
    else face.part(this.#upstream);
  }
}
