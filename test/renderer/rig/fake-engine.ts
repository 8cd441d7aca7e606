// A session for tests of the screens: a state that the test sets, and answers that the test gives. Typed by the contract,
// so that a command that changes its shape breaks the tests that answer it.
import type { EngineView } from '../../../main/ipc/contract/views.ts';
import type { AnswerOf, CommandId, InputOf } from '../../../main/ipc/contract/commands.ts';
import type { ShellView } from '../../../main/ipc/contract/shell.ts';
import type { CallNews, FromFace, ToFace } from '../../../main/ipc/contract/wire.ts';
import { type Link, type LinkState, openSession, type Session } from '../../../renderer/state/session.ts';
import { createStore } from '../../../renderer/state/store.ts';

interface Told {
  readonly signal: AbortSignal;
  readonly onNews: (news: CallNews) => void;
}

export type Answers = {
  readonly [Id in CommandId]?: (input: InputOf<Id>, told: Told) => Promise<AnswerOf<Id>> | AnswerOf<Id>;
};

export interface FakeEngine {
  readonly session: Session;
  /** Every call that was made, in order. */
  readonly calls: { readonly command: string; readonly input: unknown }[];
  readonly show: (state: EngineView) => void;
  readonly showShell: (shell: ShellView) => void;
}

/** A command without an answer fails as `unsupported`. */
export function fakeEngine(state: EngineView | undefined, shell: ShellView, answers: Answers = {}): FakeEngine {
  let receive: (message: ToFace) => void = () => undefined;
  let revision = 0;
  const calls: { command: string; input: unknown }[] = [];
  const open = new Map<number, AbortController>();
  const answer = async (call: number, command: string, input: unknown): Promise<void> => {
    calls.push({ command, input });
    const controller = new AbortController();
    open.set(call, controller);
    const onNews = (news: CallNews): void => {
      receive({ kind: 'news', call, news });
    };
    const handler = answers[command as CommandId] as ((i: unknown, t: Told) => unknown) | undefined;
    try {
      if (handler === undefined) throw Object.assign(new Error(`no answer to ${command}`), { code: 'unsupported' });
      const value = await handler(input, { signal: controller.signal, onNews });
      receive({ kind: 'result', call, outcome: { ok: true, value } });
    } catch (error) {
      const { message, code = 'bug', hint = '' } = error as { message: string; code?: string; hint?: string };
      receive({ kind: 'result', call, outcome: { ok: false, error: { code, message, hint } } });
    }
  };
  const send = (message: FromFace): void => {
    if (message.kind === 'call') void answer(message.call, message.command, message.input);
    else if (message.kind === 'cancel') open.get(message.call)?.abort();
    else {
      if (state !== undefined) receive({ kind: 'state', revision, state });
      receive({ kind: 'shell', shell });
    }
  };
  const link: Link = {
    state: createStore<LinkState>('live'),
    send,
    listen: (listener) => {
      receive = listener;
    },
    pathOf: (file) => `/home/ada/${file.name}`,
  };
  return {
    session: openSession(link),
    calls,
    show: (next) => {
      state = next;
      receive({ kind: 'state', revision: ++revision, state: next });
    },
    showShell: (next) => {
      shell = next;
      receive({ kind: 'shell', shell: next });
    },
  };
}
