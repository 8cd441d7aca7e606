// A run of replicate: once, beside a command, or until it is told to stop; and the exit code it earns.
import { assertNever, isTidemarkError } from '../../engine/base/errors.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOfSignal } from '../exit-codes.ts';
import { exitCodeOfError } from '../failure.ts';
import type { Log } from '../terminal/log.ts';
import { startChild, type Child } from './child.ts';
import { makeWayForOthers } from './priority.ts';
import type { Session } from './session.ts';

export type Mode =
  | { readonly kind: 'once' }
  /** `words`: program and arguments. */
  | { readonly kind: 'exec'; readonly words: readonly string[] }
  | { readonly kind: 'until-stopped' };

export interface Run {
  readonly session: Session;
  readonly log: Log;
  readonly context: Pick<Context, 'interrupts' | 'terminal' | 'env'>;
}

/** The exit code, after the final sync; a second signal ends it at once. */
export async function runSession(run: Run, mode: Mode): Promise<number> {
  switch (mode.kind) {
    case 'once':
      return orHurried(run, runOnce(run));
    case 'exec':
      return runCommand(mode.words, run);
    case 'until-stopped':
      return orHurried(run, runUntilStopped(run));
    default:
      return assertNever(mode);
  }
}

async function runOnce({ session, context }: Run): Promise<number> {
  const { signal } = context.interrupts;
  const reason = await session.syncAll(signal);
  await session.stop();
  const { first } = context.interrupts;
  if (first !== undefined) return exitCodeOfSignal(first);
  return reason === undefined ? EXIT.ok : exitCodeOfError(reason);
}

/** A signal that came while databases were opened comes before the command: then it is not started. */
async function runCommand(words: readonly string[], run: Run): Promise<number> {
  const { first } = run.context.interrupts;
  if (first !== undefined) return finish(run).then(() => exitCodeOfSignal(first));
  const child = startCommand(words, run);
  makeWayForOthers();
  return orHurried(run, runBeside(child, run), child);
}

async function runBeside(child: Child, run: Run): Promise<number> {
  const { code, words } = await child.ended;
  const level = code === EXIT.ok ? 'info' : 'warn';
  run.log.write({ level, event: 'command-ended', message: `the command ended: ${words}`, fields: { code } });
  const end = await finish(run);
  return code === EXIT.ok ? end : code;
}

async function runUntilStopped(run: Run): Promise<number> {
  const { session, context } = run;
  const failed = await Promise.race([context.interrupts.nth(1).then(() => undefined), session.allFailed]);
  if (failed === undefined) return finish(run);
  await session.stop();
  return failed;
}

/** The final sync; says how it went. */
async function finish({ session, log }: Run): Promise<number> {
  log.write({ level: 'info', event: 'stopping', message: 'stopping: copying the last changes' });
  const reason = await session.stop();
  const left = session.uncopied();
  sayUncopied(log, left);
  if (left.length === 0 && (reason === undefined || isNothingMore(reason, session))) {
    const message =
      reason === undefined ? 'stopped: every change is copied' : 'stopped: there was nothing more to copy';
    log.write({ level: 'info', event: 'stopped', message });
    return EXIT.ok;
  }
  return reason === undefined || isTidemarkError(reason, 'aborted')
    ? EXIT.destination
    : exitCodeOfError(reason);
}

/** A database that is not there any more leaves nothing behind; one that never was, may be a mistyped path. */
function isNothingMore(reason: unknown, session: Session): boolean {
  const isGone = isTidemarkError(reason, 'database-missing') || isTidemarkError(reason, 'database-empty');
  return isGone && session.everCaptured();
}

function startCommand(words: readonly string[], { context, log }: Run): Child {
  const child = startChild(words, context.env);
  log.write({ level: 'debug', event: 'command-started', message: `started ${words.join(' ')}` });
  context.interrupts.arrived.on(({ signal, nth }) => {
    if (nth === 1 && !isDelivered(signal, context.terminal)) child.kill(signal);
  });
  return child;
}

/** Ctrl-C reaches every program of the terminal by itself; passing it on would deliver it twice. */
function isDelivered(signal: NodeJS.Signals, terminal: Context['terminal']): boolean {
  return signal === 'SIGINT' && terminal === 'attached';
}

/** `orderly`, or the end that a second signal forces. */
function orHurried(run: Run, orderly: Promise<number>, child?: Child): Promise<number> {
  const hurried = run.context.interrupts.nth(2).then((signal) => {
    child?.kill('SIGKILL');
    sayCutShort(run);
    return exitCodeOfSignal(signal);
  });
  return Promise.race([hurried, orderly]);
}

function sayCutShort({ session, log }: Run): void {
  const message =
    'stopped at once, without the last sync. What is missing is copied when Tidemark runs again.';
  log.write({ level: 'warn', event: 'cut-short', message });
  sayUncopied(log, session.uncopied());
}

function sayUncopied(log: Log, lines: readonly string[]): void {
  for (const message of lines) log.write({ level: 'warn', event: 'uncopied', message });
}
