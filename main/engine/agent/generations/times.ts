// When what is done to a copy in generations: as its place says, else as is set for the database.
import type { Keeping } from '../retention/history-keeper.ts';
import type { GenerationsAbout } from '../services.ts';
import type { GenerationTimes } from './upkeep.ts';

/** As Litestream 0.3. */
const RETENTION_CHECKS = 3_600_000;

/**
 * The format knows one age for everything. A policy that thins out with age is kept in full for as long as its longest part
 * reaches: rather more than was asked for than less.
 */
export function timesOf({ retention, snapshotInterval }: Keeping, given: GenerationsAbout): GenerationTimes {
  const reach = retention === 'off' ? Infinity : Math.max(retention.changes, ...retention.tiers.map((tier) => tier.for));
  return {
    retention: given.retention ?? reach,
    retentionChecks: given.retentionChecks ?? RETENTION_CHECKS,
    snapshots: given.snapshots ?? snapshotInterval,
    validation: given.validation ?? 0,
  };
}
