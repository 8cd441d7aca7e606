// What requests to the engine have in common.
import type { OnProgress } from '../base/progress.ts';
import type { DestinationLocation, Secrets } from '../destination/location.ts';

/** How a caller follows and ends long work. */
export interface Work {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** A place as a person gives it. Secrets go into the keyring and are never shown again. */
export interface PlaceInput {
  readonly location: DestinationLocation;
  readonly secrets?: Secrets;
}
