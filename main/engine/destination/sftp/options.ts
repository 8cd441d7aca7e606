// What an SFTP destination is made with.
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { SftpLocation, Secrets } from '../location.ts';
import type { Traffic } from '../traffic.ts';

export interface SftpOptions {
  readonly location: SftpLocation;
  /** `password`, `private-key` (with `passphrase`), or both. */
  readonly secrets: Secrets;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly random: Random;
  readonly patience?: Patience;
}

/** How long to wait for what, ms. */
export interface Patience {
  /** For the connection and its handshake. */
  readonly connect: number;
  /** For any answer while requests are under way. A server may write a large file out before it answers. */
  readonly answer: number;
  /** Between two signs of life that are asked for; three unanswered ones are the end. */
  readonly alive: number;
  /** Without any request, until the connection is closed. */
  readonly idle: number;
}

export const PATIENCE: Patience = { connect: 15_000, answer: 120_000, alive: 10_000, idle: 60_000 };

/** As messages name the server. */
export function showServer({ user, host, port }: SftpLocation): string {
  return `${user}@${host.includes(':') ? `[${host}]` : host}:${port}`;
}
