// Safety copies: the present as it was before each restore in place, kept for a month.
import { dirname, join } from 'node:path';
import type { UndoRow } from '../catalogue/rows.ts';
import { nameStamp } from '../home.ts';
import type { Core } from './core.ts';
import { noteDone, quietly } from './journaling.ts';
import { believedTime } from './believed-time.ts';

const DAY_MS = 24 * 3_600_000;
const KEPT_MS = 30 * DAY_MS;

function safetyDir(home: string): string {
  return join(home, 'safety');
}

/** A path that is free, in a folder that is there. */
export function newSafetyPath({ services }: Pick<Core, 'services'>, database: string): string {
  const { disk, home, clock, random } = services;
  const dir = join(safetyDir(home), database);
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  return join(dir, `${nameStamp(clock.now())}-${random.token(2)}.db`);
}

export function keptUntil(now: number): number {
  return now + KEPT_MS;
}

/** Now and once a day, until the engine is stopped. */
export function keepPruning(core: Core): void {
  const { services, stopping } = core;
  quietly(() => {
    pruneSafetyCopies(core);
  });
  services.clock.sleep(DAY_MS, stopping.signal).then(
    () => {
      keepPruning(core);
    },
    () => undefined,
  );
}

/** Removes those that were kept long enough, and says so in the journal. */
export function pruneSafetyCopies(core: Core): void {
  const { catalogue, log, services } = core;
  const now = believedTime(catalogue, services.clock.now());
  for (const row of catalogue.undos().filter(({ until }) => until <= now)) {
    const bytes = removeCopy(core, row);
    if (bytes === undefined) continue;
    catalogue.removeUndo(row.operation);
    noteDone(log, { kind: 'retention', files: 1, bytes }, { database: row.database });
  }
}

/** Bytes freed; undefined when it cannot be removed now. */
function removeCopy({ services: { disk } }: Core, { safety }: UndoRow): number | undefined {
  try {
    const bytes = disk.statSync(safety, { throwIfNoEntry: false })?.size ?? 0;
    disk.rmSync(safety, { force: true });
    if (disk.existsSync(dirname(safety)) && disk.readdirSync(dirname(safety)).length === 0) {
      disk.rmSync(dirname(safety), { recursive: true });
    }
    return bytes;
  } catch {
    // It is tried again at the next start; until then it is in the way of nothing.
    return undefined;
  }
}

/** As they are named while they are made, with what SQLite keeps beside them. */
const UNFINISHED = /\.db\.[0-9a-f]{16}\.tidemark-tmp(?:-journal|-wal|-shm)?$/;

/** Removes what a Tidemark that was killed had not finished. At start only, when nothing is being made. */
export function removeUnfinished({ services: { disk, home } }: Pick<Core, 'services'>): void {
  const root = safetyDir(home);
  if (!disk.existsSync(root)) return;
  const folders = disk.readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const folder of folders.map(({ name }) => join(root, name))) {
    for (const name of disk.readdirSync(folder)) if (UNFINISHED.test(name)) disk.rmSync(join(folder, name), { force: true });
  }
}
