// From how commands ended to what `npm test` says.
import type { Tally } from './tally.ts';

export type ExitStatus = number | 'killed';

/** A command that is one check: it passed if it ended with 0. */
export function judgeByStatus(name: string): (status: ExitStatus) => Tally {
  return (status) => ({ passed: status === 0 ? 1 : 0, failures: status === 0 ? [] : [name], skips: [] });
}

/**
 * A run of vitest. Its counts are believed only as far as the exit status agrees: a crash, an early end or a
 * run without a single passed test is a failure, never "0 failed".
 */
export function judgeByTally(tally: Tally | undefined, status: ExitStatus): Tally {
  if (tally === undefined)
    return { passed: 0, failures: [`vitest left no counts (${statusText(status)})`], skips: [] };
  if (tally.failures.length > 0 || (status === 0 && tally.passed > 0)) return tally;
  return { ...tally, failures: [`vitest: ${tally.passed} passed tests, but ${statusText(status)}`] };
}

function statusText(status: ExitStatus): string {
  return status === 'killed' ? 'it was killed' : `it ended with status ${status}`;
}

/** Each skip with its reason, each failure, and last of all the counts. */
export function summaryOf(results: readonly Tally[]): string[] {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failures = results.flatMap((result) => result.failures);
  const skips = results.flatMap((result) => result.skips);
  return [
    '',
    ...skips.map(({ test, reason }) => `skipped: ${test}${reason === undefined ? '' : `: ${reason}`}`),
    ...failures.map((failure) => `failed: ${failure}`),
    `${passed} passed, ${failures.length} failed, ${skips.length} skipped`,
  ];
}
