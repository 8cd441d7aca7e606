// Everything a command may touch. main.ts makes the real one; tests make their own.
import type { Clock } from '../engine/base/clock.ts';
import type { Disk } from '../engine/base/disk.ts';
import type { Random } from '../engine/base/random.ts';
import type { Secrets } from '../engine/destination/location.ts';
import type { Environment } from './config/expand.ts';
import type { Console } from './terminal/console.ts';
import type { Interrupts } from './terminal/interrupts.ts';

export interface Context {
  readonly console: Console;
  readonly interrupts: Interrupts;
  /** Whether a terminal delivers Ctrl-C to this process and to those it starts. */
  readonly terminal: 'attached' | 'none';
  readonly env: Environment;
  /** What the flags of this command give to sign in with; the rest is in the environment, or kept by the running Tidemark. */
  readonly secrets?: Secrets;
  /** What the configuration has to sign in with, by the URL of each history: filled when the file is read. */
  readonly configured?: Map<string, Secrets>;
  /** What relative paths are relative to. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
}
