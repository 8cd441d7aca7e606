// Runs a script in a process of its own, as another user when asked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { collect } from '../samples.ts';

export interface ChildEnd {
  readonly output: string;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  /** The user and group to run as; needs root. */
  readonly uid?: number;
}

const writer = fileURLToPath(new URL('child.ts', import.meta.url));

/** Runs child.ts. */
export function runChild(args: readonly string[], options: ChildOptions = {}): Promise<ChildEnd> {
  return runScript(writer, args, options);
}

export async function runScript(
  script: string,
  args: readonly string[],
  { uid }: ChildOptions = {},
): Promise<ChildEnd> {
  const user = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, [script, ...args], { ...user, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([collect(child.stdout), once(child, 'exit')]);
  return { output: output.toString().trim(), signal: child.signalCode };
}
