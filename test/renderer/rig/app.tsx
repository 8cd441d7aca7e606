// The whole app on a fake engine, at an address: how tests of the screens begin.
import { render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { EngineView } from '../../../main/ipc/contract/views.ts';
import type { ShellView } from '../../../main/ipc/contract/shell.ts';
import { App } from '../../../renderer/app/app.tsx';
import { type Answers, fakeEngine, type FakeEngine } from './fake-engine.ts';
import { SHELL } from './states.ts';

export interface Opened extends FakeEngine {
  readonly user: UserEvent;
  /** The inputs of every call of one command so far. */
  readonly inputsOf: (command: string) => readonly unknown[];
}

interface OpenOptions {
  /** `#/destinations`; the databases when absent. */
  readonly at?: string;
  readonly answers?: Answers;
  readonly shell?: Partial<ShellView>;
}

export function openApp(state: EngineView | undefined, options: OpenOptions = {}): Opened {
  const { at = '#/databases', answers = {}, shell = {} } = options;
  window.location.hash = at;
  const fake = fakeEngine(state, { ...SHELL, ...shell }, answers);
  const user = userEvent.setup();
  render(<App session={fake.session} />);
  const inputsOf = (command: string): readonly unknown[] =>
    fake.calls.filter((call) => call.command === command).map(({ input }) => input);
  return { ...fake, user, inputsOf };
}
