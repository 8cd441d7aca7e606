// The Tidemark that runs (the app, or `tidemark serve`), for commands that ask it to do something.
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { TestLine } from '../../engine/agent/engine.ts';
import type { EngineView } from '../../engine/agent/views.ts';
import { CallError } from '../../ipc/contract/client.ts';
import type { AnswerOf, CommandId, InputOf } from '../../ipc/contract/commands.ts';
import type { Control } from '../../ipc/control/client.ts';
import { homeOf } from '../bridge/known.ts';
import type { Context } from '../context.ts';
import { isErrorCode } from '../exit-codes.ts';
import { ProgressLine } from '../terminal/progress-line.ts';

/** Hands each state that comes to whoever waits for the next one. */
class States {
  #next = Promise.withResolvers<EngineView>();

  get next(): Promise<EngineView> {
    return this.#next.promise;
  }

  readonly take = (state: EngineView): void => {
    this.#next.resolve(state);
    this.#next = Promise.withResolvers();
  };
}

export class Running {
  readonly #control: Control;
  readonly #states: States;
  readonly #context: Context;

  private constructor(control: Control, states: States, context: Context) {
    this.#control = control;
    this.#states = states;
    this.#context = context;
  }

  /** Undefined if none runs. */
  static async find(context: Context): Promise<Running | undefined> {
    const { connectControl } = await import('../../ipc/control/client.ts');
    const states = new States();
    const control = await connectControl(await homeOf(context.env), { onState: states.take }).catch(asTold);
    return control === undefined ? undefined : new Running(control, states, context);
  }

  /** What it is: the app's window, or the dashboard. */
  get face(): Control['hello']['face'] {
    return this.#control.hello.face;
  }

  /** Its version, process and how long it runs. */
  get hello(): Control['hello'] {
    return this.#control.hello;
  }

  /** Its state as of now. */
  state(): Promise<EngineView> {
    const { next } = this.#states;
    this.#control.client.watch();
    return Promise.race([next, this.#control.ended]).catch(asTold);
  }

  /** A fresh address of its dashboard. */
  address(): Promise<string> {
    return this.#control.address().catch(asTold);
  }

  /**
   * Has a command of the contract done, with a line of progress about `subject`; Ctrl-C cancels it, a second one does
   * not wait for that. Throws what it answers, so that exit codes are those of the same thing done here.
   */
  async call<Id extends CommandId>(
    command: Id,
    input: InputOf<Id>,
    subject: string,
    onLine: (line: TestLine) => void = () => undefined,
  ): Promise<AnswerOf<Id>> {
    const { console, clock, interrupts } = this.#context;
    const line = new ProgressLine(console, clock, subject);
    try {
      const answer = this.#control.client.call(command, input, {
        signal: interrupts.signal,
        onNews: (news) => {
          if (news.kind === 'progress') line.update(news.progress);
          else onLine(news.line);
        },
      });
      return await Promise.race([answer, interrupts.nth(2).then(givenUp)]);
    } catch (error) {
      return asTold(error);
    } finally {
      line.end();
    }
  }

  close(): void {
    this.#control.close();
  }
}

/** Does `work` with the Tidemark that runs; `not-found` if none does. */
export async function withRunning(context: Context, work: (running: Running) => Promise<number>): Promise<number> {
  const running = await Running.find(context);
  if (running === undefined) throw notRunning();
  try {
    return await work(running);
  } finally {
    running.close();
  }
}

function notRunning(): TidemarkError {
  return new TidemarkError('not-found', 'Tidemark is not running', {
    hint: 'Open the app, or run `tidemark serve` in another terminal; then repeat this.',
  });
}

function givenUp(): never {
  throw new TidemarkError('aborted', 'this was not waited for; it may still be done', { retry: 'now' });
}

/** An error that came over the wire, as the error it was. */
function asTold(error: unknown): never {
  if (isTidemarkError(error) || !(error instanceof CallError)) throw error;
  const code = isErrorCode(error.code) ? error.code : 'bug';
  throw new TidemarkError(code, error.message, { hint: error.hint });
}
