// What a WebDAV destination is made with.
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Secrets, WebdavLocation } from '../location.ts';
import type { Traffic } from '../traffic.ts';

export interface WebdavOptions {
  readonly location: WebdavLocation;
  /** `password`. */
  readonly secrets: Secrets;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly random: Random;
  /** Certificates that are trusted beside those this computer trusts, PEM. */
  readonly trusted?: readonly string[];
  /** How long the line may be silent while an answer is awaited, ms. */
  readonly patience?: number;
}

/** A server may write a large file out before it answers. */
export const PATIENCE = 120_000;

/** As messages name the server. */
export function showServer({ url }: WebdavLocation): string {
  return new URL(url).host;
}
