// The program that -exec runs: it owns the terminal's streams, gets our signals, and its end is ours.
import { spawn, type ChildProcess } from 'node:child_process';
import { errnoOf, messageOf } from '../../engine/base/errors.ts';
import { EXIT, exitCodeOfSignal } from '../exit-codes.ts';

export interface ChildEnd {
  /** The program's own code, 128 + n if it died of signal n, 126 or 127 if it could not be started. */
  readonly code: number;
  /** For people. */
  readonly words: string;
}

export interface Child {
  /** Never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Passes a signal on; nothing happens when the program is gone. */
  kill(signal: NodeJS.Signals): void;
}

/** @param words program and arguments; @param env what it finds in its environment */
export function startChild(words: readonly string[], env: NodeJS.ProcessEnv): Child {
  const [program = '', ...args] = words;
  try {
    const process = spawn(program, args, { stdio: 'inherit', env });
    const kill = (signal: NodeJS.Signals): void => void process.kill(signal);
    return { ended: endOf(process, program), kill };
  } catch (error) {
    return { ended: Promise.resolve(notStarted(program, error)), kill: () => undefined };
  }
}

function endOf(process: ChildProcess, program: string): Promise<ChildEnd> {
  return new Promise((resolve) => {
    process.once('error', (error) => {
      if (process.pid === undefined) resolve(notStarted(program, error));
    });
    process.once('exit', (code, signal) => {
      resolve(endedWith(program, code, signal));
    });
  });
}

function endedWith(program: string, code: number | null, signal: NodeJS.Signals | null): ChildEnd {
  if (signal === null) return { code: code ?? EXIT.failed, words: `${program} gave ${code ?? EXIT.failed}` };
  return { code: exitCodeOfSignal(signal), words: `${program} got ${signal}` };
}

function notStarted(program: string, error: unknown): ChildEnd {
  if (errnoOf(error) === 'ENOENT')
    return { code: EXIT.commandNotFound, words: `there is no program ${program}` };
  return { code: EXIT.commandNotRunnable, words: `${program} cannot be run: ${messageOf(error)}` };
}
