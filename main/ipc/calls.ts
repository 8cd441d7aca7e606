// The calls that one face has open: input checked, answered, followed, cancelled.
import type * as z from './contract/zod.ts';
import type { Clock } from '../engine/base/clock.ts';
import { TidemarkError } from '../engine/base/errors.ts';
import type { Side, WhenLeft } from './contract/command.ts';
import { type AnswerOf, type CommandId, COMMANDS, type CommandsOf, type InputOf, isCommandId } from './contract/commands.ts';
import type { CallContext, Handlers } from './contract/handlers.ts';
import { type FromFace, MOST_CALLS, type Outcome, type ToFace } from './contract/wire.ts';
import { errorView } from './error-view.ts';
import { News } from './news.ts';
import { wrongInput } from './wrong-input.ts';

export type CallMessage = Extract<FromFace, { readonly kind: 'call' }>;

interface Open {
  readonly abort: AbortController;
  readonly whenLeft: WhenLeft;
  readonly news: News;
}

export interface CallsOptions<S extends Side> {
  readonly side: S;
  readonly handlers: Handlers<S>;
  readonly clock: Clock;
  readonly send: (message: ToFace) => void;
}

export class Calls<S extends Side> {
  readonly #options: CallsOptions<S>;
  readonly #open = new Map<number, Open>();

  constructor(options: CallsOptions<S>) {
    this.#options = options;
  }

  has(call: number): boolean {
    return this.#open.has(call);
  }

  /** Answers in its own time; what is wrong with the call is its answer. `call` must not be open already. */
  start({ call, command, input }: CallMessage): void {
    if (this.#open.size >= MOST_CALLS) {
      this.#send({ kind: 'result', call, outcome: { ok: false, error: errorView(tooMany()) } });
      return;
    }
    const open = this.#opened(call, command);
    const onNews: CallContext['onNews'] = (news) => {
      if (this.#open.get(call) === open) open.news.add(news);
    };
    this.#answer(command, input, { signal: open.abort.signal, onNews }).then(
      (value) => {
        this.#settle(call, open, { ok: true, value });
      },
      (error: unknown) => {
        this.#settle(call, open, { ok: false, error: errorView(error) });
      },
    );
  }

  /** A call that is not open has ended meanwhile. */
  cancel(call: number): void {
    this.#open.get(call)?.abort.abort(new TidemarkError('aborted', 'this was cancelled', { retry: 'now' }));
  }

  /** The caller is gone: work on data goes on, the rest ends, and nobody hears of either. */
  leave(): void {
    for (const { abort, whenLeft, news } of this.#open.values()) {
      news.drop();
      if (whenLeft === 'cancel') abort.abort(new TidemarkError('aborted', 'who asked is gone', { retry: 'now' }));
    }
    this.#open.clear();
  }

  #opened(call: number, command: string): Open {
    const news = new News(this.#options.clock, (told) => {
      this.#send({ kind: 'news', call, news: told });
    });
    const whenLeft = isCommandId(command) ? COMMANDS[command].whenLeft : 'cancel';
    const open: Open = { abort: new AbortController(), whenLeft, news };
    this.#open.set(call, open);
    return open;
  }

  async #answer(command: string, input: unknown, context: CallContext): Promise<unknown> {
    const { side, handlers } = this.#options;
    if (!isCommandId(command) || !isOf(side, command)) throw unknownCommand();
    return (await answer(handlers, command, input, context)) ?? null;
  }

  #settle(call: number, open: Open, outcome: Outcome<unknown>): void {
    if (this.#open.get(call) !== open) return;
    open.news.end();
    this.#open.delete(call);
    this.#send({ kind: 'result', call, outcome });
  }

  #send(message: ToFace): void {
    this.#options.send(message);
  }
}

function answer<S extends Side, Id extends CommandsOf<S>>(
  handlers: Handlers<S>,
  command: Id,
  input: unknown,
  context: CallContext,
): Promise<AnswerOf<Id>> | AnswerOf<Id> {
  const schema: z.ZodMiniType = COMMANDS[command].input;
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw wrongInput(command, parsed.error);
  return handlers[command](parsed.data as InputOf<Id>, context);
}

function isOf<S extends Side>(side: S, command: CommandId): command is CommandsOf<S> {
  return COMMANDS[command].side === side;
}

/** Its name is not told back: it can be anything. */
function unknownCommand(): TidemarkError {
  return new TidemarkError('not-found', 'there is no such command', {
    hint: 'The two ends may be of different versions of Tidemark: close this and open it again.',
  });
}

function tooMany(): TidemarkError {
  return new TidemarkError('busy', `${MOST_CALLS} calls are open already`, {
    hint: 'Wait until some of them have ended.',
    retry: 'later',
  });
}
