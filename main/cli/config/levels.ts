// The levels that changes are merged into, as the file says them.
import type { LevelDraft } from './drafts.ts';
import type { Problems } from './problems.ts';

/** Between the changes (0) and the snapshots (9). */
const MOST = 8;
/** Merging more often than this costs more than it saves, ms. */
const SHORTEST = 1000;

/** Ms, ascending. Undefined when the file says none, or none that can be used. */
export function levelsOf(drafts: readonly LevelDraft[], problems: Problems): readonly number[] | undefined {
  if (drafts.length === 0) return undefined;
  if (drafts.length > MOST) problems.add(drafts[MOST]!.at, `there are at most ${MOST} levels`);
  let before = 0;
  for (const { at, interval } of drafts) {
    if (interval === undefined) problems.add(at, 'this level has no interval', 'Add "interval:".');
    else if (interval < SHORTEST) problems.add(at, 'a level is a second long at least');
    else if (before > 0 && (interval <= before || interval % before !== 0)) {
      problems.add(at, 'each level is a multiple of the one before', 'As in 30s, 5m, 1h.');
    }
    before = interval ?? before;
  }
  return drafts.flatMap(({ interval }) => interval ?? []);
}
