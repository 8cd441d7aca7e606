// What an S3 destination is made with.
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { S3Location, Secrets } from '../location.ts';
import type { Traffic } from '../traffic.ts';

export interface S3Options {
  readonly location: S3Location;
  /** `access-key-id` and `secret-access-key`, with `session-token`; `customer-key`. */
  readonly secrets: Secrets;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly random: Random;
  /** Where keys may be when there is none among the secrets. */
  readonly env: NodeJS.ProcessEnv;
  readonly patience?: Patience;
}

/** How long to wait for what, ms. */
export interface Patience {
  /** For the connection. */
  readonly connect: number;
  /** For any byte of a request or its answer. */
  readonly idle: number;
}

export const PATIENCE: Patience = { connect: 15_000, idle: 60_000 };

/** The location's own endpoint, else the one that the environment names for Litestream. */
export function withEndpoint(options: S3Options): S3Options {
  const { location, env } = options;
  const endpoint = location.endpoint ?? env['LITESTREAM_S3_ENDPOINT'] ?? '';
  return endpoint === '' ? options : { ...options, location: { ...location, endpoint } };
}

/** As messages name the place. */
export function showPlace({ endpoint, bucket }: S3Location): string {
  return endpoint === undefined ? `bucket ${bucket}` : `bucket ${bucket} at ${endpoint.replace(/^https?:\/\//, '')}`;
}
