// npm that is told to end tells only the shell between itself and us. So does this process ask itself to end, in order,
// when that shell is gone without a signal having come here.

/** Ms between two looks. */
const PACE = 500;

/** The part of `process` that this needs. */
export interface Own {
  readonly pid: number;
  /** Of the parent as it is now: another one takes over when it ends. */
  readonly ppid: number;
  readonly env: NodeJS.ProcessEnv;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  once(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** Only where npm is the one who waits: others may leave on purpose. */
export function endWithParent(own: Own): void {
  if (own.env['npm_lifecycle_event'] === undefined) return;
  const parent = own.ppid;
  const look = setInterval(() => {
    if (own.ppid === parent) return;
    clearInterval(look);
    own.kill(own.pid, 'SIGTERM');
  }, PACE);
  look.unref();
  // Ctrl-C comes to all of a terminal: that the shell ends of it is no second signal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    own.once(signal, () => {
      clearInterval(look);
    });
  }
}
