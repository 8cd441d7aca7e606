// The engine behind the wire: every face connects here, through whatever transport, and gets answers and state.
import type { Clock } from '../engine/base/clock.ts';
import type { Engine } from '../engine/agent/engine.ts';
import { Calls } from './calls.ts';
import type { Connection, MessageServer, Reception } from './connection.ts';
import type { Handlers } from './contract/handlers.ts';
import { fromFace, type FromFace, type ToFace } from './contract/wire.ts';
import { engineHandlers } from './engine-handlers.ts';
import { StateFeed } from './state-feed.ts';

export class EngineServer implements MessageServer {
  readonly #handlers: Handlers<'engine'>;
  readonly #feed: StateFeed;
  readonly #clock: Clock;

  constructor(engine: Engine, clock: Clock) {
    this.#handlers = engineHandlers(engine);
    this.#feed = new StateFeed(engine);
    this.#clock = clock;
  }

  connect(send: (message: ToFace) => void): Connection {
    const safely = guarded(send);
    const calls = new Calls({ side: 'engine', handlers: this.#handlers, clock: this.#clock, send: safely });
    let state: 'open' | 'closed' = 'open';
    return {
      receive: (message) => {
        const parsed = fromFace.safeParse(message);
        return parsed.success && state === 'open' ? this.#take(parsed.data, calls, safely) : 'refused';
      },
      close: () => {
        state = 'closed';
        calls.leave();
        this.#feed.leave(safely);
      },
    };
  }

  #take(message: FromFace, calls: Calls<'engine'>, send: (message: ToFace) => void): Reception {
    switch (message.kind) {
      case 'call':
        if (calls.has(message.call)) return 'refused';
        calls.start(message);
        return 'taken';
      case 'cancel':
        calls.cancel(message.call);
        return 'taken';
      case 'watch':
        this.#feed.watch(send);
        return 'taken';
      default:
        return message satisfies never;
    }
  }
}

/** A face whose transport throws is on its way out; the others must not notice. */
export function guarded(send: (message: ToFace) => void): (message: ToFace) => void {
  return (message) => {
    try {
      send(message);
    } catch {
      // Its transport closes the connection by itself.
    }
  };
}
