// A face's end of the wire: calls that can be followed and cancelled, and the state as it is now.
import type { EngineView, ErrorView } from '../../engine/agent/views.ts';
import type { AnswerOf, CommandId, InputOf } from './commands.ts';
import { applyPatch } from './patch.ts';
import type { Route, ShellView } from './shell.ts';
import type { CallNews, FromFace, Outcome, ToFace } from './wire.ts';

/** Carries messages both ways, in order. */
export interface Channel {
  send(message: FromFace): void;
  /** At most one listener; called with every message that comes. */
  listen(listener: (message: ToFace) => void): void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onNews?: (news: CallNews) => void;
}

/** What the listener of a client hears, besides the answers to its calls. */
export interface ClientEvents {
  readonly onState: (state: EngineView) => void;
  readonly onShell: (shell: ShellView) => void;
  readonly onShow: (route: Route) => void;
}

/** An answer that is an error: the same three fields that every face shows. */
export class CallError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor({ code, message, hint }: ErrorView) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.hint = hint;
  }
}

interface Waiting {
  readonly settle: (outcome: Outcome<unknown>) => void;
  readonly onNews: (news: CallNews) => void;
}

export class Client {
  readonly #channel: Channel;
  readonly #events: ClientEvents;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #state: { readonly revision: number; readonly view: EngineView } | undefined;

  constructor(channel: Channel, events: ClientEvents) {
    this.#channel = channel;
    this.#events = events;
    channel.listen((message) => {
      this.#receive(message);
    });
  }

  /** Asks for the state, and for every change from now on. */
  watch(): void {
    this.#channel.send({ kind: 'watch' });
  }

  /** Resolves to the answer; throws `CallError`. An aborted signal asks the engine to stop; the call then ends as `aborted`. */
  call<Id extends CommandId>(command: Id, input: InputOf<Id>, options: CallOptions = {}): Promise<AnswerOf<Id>> {
    const call = this.#calls++;
    const { signal, onNews = () => undefined } = options;
    const cancel = (): void => {
      this.#channel.send({ kind: 'cancel', call });
    };
    const answer = Promise.withResolvers<AnswerOf<Id>>();
    const settle = (outcome: Outcome<unknown>): void => {
      signal?.removeEventListener('abort', cancel);
      if (outcome.ok) answer.resolve(outcome.value as AnswerOf<Id>);
      else answer.reject(new CallError(outcome.error));
    };
    this.#waiting.set(call, { settle, onNews });
    this.#channel.send({ kind: 'call', call, command, input });
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    return answer.promise;
  }

  /** The channel is gone: whoever waits is told so. */
  fail(error: ErrorView): void {
    for (const { settle } of this.#waiting.values()) settle({ ok: false, error });
    this.#waiting.clear();
    this.#state = undefined;
  }

  #receive(message: ToFace): void {
    switch (message.kind) {
      case 'result':
        this.#waiting.get(message.call)?.settle(message.outcome);
        this.#waiting.delete(message.call);
        return;
      case 'news':
        this.#waiting.get(message.call)?.onNews(message.news);
        return;
      case 'state':
        this.#enter(message.revision, message.state);
        return;
      case 'patch':
        if (this.#state?.revision !== message.revision - 1) this.watch();
        else this.#enter(message.revision, applyPatch(this.#state.view, message.patch));
        return;
      case 'shell':
        this.#events.onShell(message.shell);
        return;
      case 'show':
        this.#events.onShow(message.route);
        return;
      default:
        message satisfies never;
    }
  }

  #enter(revision: number, view: EngineView): void {
    this.#state = { revision, view };
    this.#events.onState(view);
  }
}
