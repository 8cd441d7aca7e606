// A replica of which nothing but its place was said.
import { firstChoices } from '../../engine/agent/catalogue/first-choices.ts';
import { formatDestination } from '../../engine/destination/url.ts';
import type { Place } from '../bridge/destinations.ts';
import type { ReplicaConfig } from './configuration.ts';

export function usualReplica(place: Place): ReplicaConfig {
  return { url: formatDestination(place.location), place: { ...place, choices: firstChoices(place.location), writer: {} } };
}
