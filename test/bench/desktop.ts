// The built desktop app in a computer of its own, with only Electron replaced, for rows that ask it through the contract.
import { Computer, type DesktopRun } from '../host/stand-in/run.ts';
import type { Bench } from './bench.ts';
import type { Ask } from './busy.ts';

export async function openDesktop(bench: Bench): Promise<{ readonly computer: Computer; readonly app: DesktopRun; readonly ask: Ask }> {
  const computer = new Computer();
  bench.atEnd(() => computer[Symbol.asyncDispose]());
  const app = await computer.start();
  await app.until('state', (state) => state !== null);
  return { computer, app, ask: askThrough(app) };
}

function askThrough(app: DesktopRun): Ask {
  return async (command, input) => {
    const outcome = await app.do('call', command, input);
    if (outcome.ok) return outcome.value as never;
    throw new Error(`${command}: ${outcome.error.code} ${outcome.error.message}`);
  };
}
