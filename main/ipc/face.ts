// One face at the gateway: which of its calls went where, so that none is left without an answer when the engine goes.
import { type CallMessage, type Calls } from './calls.ts';
import type { ErrorView } from '../engine/agent/views.ts';
import type { Connection, MessageServer, Reception } from './connection.ts';
import { COMMANDS, isCommandId } from './contract/commands.ts';
import type { Route, ShellView } from './contract/shell.ts';
import { fromFace, type FromFace, type ToFace } from './contract/wire.ts';

type Upstream =
  | { readonly kind: 'joined'; readonly connection: Connection }
  | { readonly kind: 'parted'; readonly reason: ErrorView }
  /** The face itself is gone. */
  | { readonly kind: 'left' };

export class Face {
  readonly #calls: Calls<'shell'>;
  readonly #shell: () => ShellView;
  readonly #send: (message: ToFace) => void;
  /** Calls that the engine has to answer. */
  readonly #sent = new Set<number>();
  #watching: 'yes' | 'no' = 'no';
  #upstream: Upstream = { kind: 'parted', reason: ENGINE_STARTS };

  constructor(calls: Calls<'shell'>, shell: () => ShellView, send: (message: ToFace) => void) {
    this.#calls = calls;
    this.#shell = shell;
    this.#send = send;
  }

  receive(given: unknown): Reception {
    const { success, data: message } = fromFace.safeParse(given);
    if (!success || this.#upstream.kind === 'left') return 'refused';
    switch (message.kind) {
      case 'call':
        return this.#call(message);
      case 'cancel':
        if (this.#calls.has(message.call)) this.#calls.cancel(message.call);
        else if (this.#sent.has(message.call)) this.#pass(message);
        return 'taken';
      case 'watch':
        this.#watching = 'yes';
        this.tellShell(this.#shell());
        this.#pass(message);
        return 'taken';
      default:
        return message satisfies never;
    }
  }

  tellShell(shell: ShellView): void {
    if (this.#watching === 'yes') this.#send({ kind: 'shell', shell });
  }

  show(route: Route): void {
    this.#send({ kind: 'show', route });
  }

  join(server: MessageServer): void {
    const connection: Connection = server.connect((message) => {
      if (this.#upstream.kind !== 'joined' || this.#upstream.connection !== connection) return;
      if (message.kind === 'result') this.#sent.delete(message.call);
      this.#send(message);
    });
    this.#leave(LOST);
    this.#upstream = { kind: 'joined', connection };
    if (this.#watching === 'yes') connection.receive({ kind: 'watch' });
  }

  part(reason: ErrorView): void {
    this.#leave(reason);
    this.#upstream = { kind: 'parted', reason };
  }

  close(): void {
    this.#calls.leave();
    this.#sent.clear();
    if (this.#upstream.kind === 'joined') this.#upstream.connection.close();
    this.#upstream = { kind: 'left' };
  }

  #call(message: CallMessage): Reception {
    const { call, command } = message;
    if (this.#calls.has(call) || this.#sent.has(call)) return 'refused';
    if (isCommandId(command) && COMMANDS[command].side === 'shell') this.#calls.start(message);
    else if (this.#upstream.kind === 'parted') this.#fail(call, this.#upstream.reason);
    else {
      this.#sent.add(call);
      this.#pass(message);
    }
    return 'taken';
  }

  #pass(message: FromFace): void {
    if (this.#upstream.kind === 'joined') this.#upstream.connection.receive(message);
  }

  #leave(reason: ErrorView): void {
    if (this.#upstream.kind === 'joined') this.#upstream.connection.close();
    for (const call of this.#sent) this.#fail(call, reason);
    this.#sent.clear();
  }

  #fail(call: number, error: ErrorView): void {
    this.#send({ kind: 'result', call, outcome: { ok: false, error } });
  }
}

/** What calls are answered while there is no engine yet. */
export const ENGINE_STARTS: ErrorView = {
  code: 'busy',
  message: 'the engine is starting',
  hint: 'Try again in a moment.',
};

const LOST: ErrorView = {
  code: 'busy',
  message: 'the engine was started again meanwhile',
  hint: 'Look whether it was done, and ask again if not.',
};
