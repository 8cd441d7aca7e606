// Names that never change, for what a person may rename or move.
import type { Random } from '../../base/random.ts';

export function newDatabaseId(random: Random): string {
  return `db-${random.token(4)}`;
}

export function newFollowedId(random: Random): string {
  return `live-${random.token(4)}`;
}

export function newDestinationId(random: Random): string {
  return `to-${random.token(4)}`;
}
