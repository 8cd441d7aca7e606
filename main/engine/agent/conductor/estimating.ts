// What a database would cost at a destination, for whoever is choosing.
import { MIN_PART_SIZE } from '../../destination/location.ts';
import { estimateMonth } from '../costs/estimate.ts';
import { PRICES } from '../costs/prices.ts';
import type { CostEstimate, CostRequest } from '../engine.ts';
import { USUAL_LEVELS } from '../settings.ts';
import type { RetentionPolicy } from '../views.ts';
import { RENEWAL } from './place.ts';

export function estimateCost({ choices, database }: CostRequest, retention: RetentionPolicy): CostEstimate {
  const { size, ...activity } = database;
  const { requests, stored, dollars } = estimateMonth({
    activity,
    size,
    ways: {
      interval: choices.interval,
      levels: USUAL_LEVELS.costly,
      snapshotEvery: retention.every,
      renewEvery: choices.pen === 'used' ? RENEWAL : undefined,
      partSize: MIN_PART_SIZE,
    },
    retention: choices.deletion === 'bucket' ? 'off' : retention,
    prices: PRICES[choices.prices],
    budget: choices.budget === 0 ? undefined : choices.budget,
  });
  return {
    writes: requests.write,
    reads: requests.read,
    lists: requests.list,
    stored,
    dollars: {
      changes: dollars.changes,
      levels: dollars.levels + dollars.snapshots,
      pen: dollars.pen + dollars.looking,
      storage: dollars.storage,
    },
  };
}
