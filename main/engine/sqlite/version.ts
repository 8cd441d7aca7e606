// The gate on our own SQLite: below 3.51.3 two connections that write and checkpoint at the same moment can corrupt a
// WAL database (FACTS B.7), and a backup agent is such a second connection.
import { TidemarkError } from '../base/errors.ts';

export const MINIMUM_SQLITE_VERSION = '3.51.3';

/** Throws `sqlite-too-old` unless `version` (`major.minor.patch`) is new enough to be let near a database. */
export function requireSafeSqlite(version: string): void {
  if (compareVersions(version, MINIMUM_SQLITE_VERSION) >= 0) return;
  throw new TidemarkError('sqlite-too-old', `SQLite ${version} is older than ${MINIMUM_SQLITE_VERSION}`, {
    hint: 'Older versions can damage a database that is written and checkpointed at once. Reinstall Tidemark.',
  });
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
