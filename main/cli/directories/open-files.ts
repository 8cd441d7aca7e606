// How many files this process may have open: each database that is followed takes some.
import type { Disk } from '../../engine/base/disk.ts';

/** Of a WAL database: the file, its log and its marks, by us and by SQLite, and our own state. */
const EACH = 12;
/** For everything else. */
const OTHERS = 100;

/** What to say when so many databases may not go; undefined when they do, or when it cannot be known. */
export function tooManyFor(databases: number, disk: Pick<Disk, 'readFileSync'>): string | undefined {
  const limit = limitOf(disk);
  const wanted = databases * EACH + OTHERS;
  if (limit === undefined || wanted <= limit) return undefined;
  return `${databases} databases may need ${wanted} open files, and this process may have ${limit}: raise "ulimit -n" (LimitNOFILE of a service)`;
}

/** Linux tells, as in `Max open files            1024                 524288               files`. */
function limitOf(disk: Pick<Disk, 'readFileSync'>): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(disk.readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
