// Safety copies: the present as it was before each restore in place, kept for a month.
import { dirname, join } from 'node:path';
import type { UndoRow } from '../catalogue/rows.ts';
import type { Core } from './core.ts';
import { noteDone } from './journaling.ts';

const KEPT_MS = 30 * 24 * 3_600_000;

function safetyDir(home: string): string {
  return join(home, 'safety');
}

/** A path that is free, in a folder that is there. */
export function newSafetyPath({ services }: Pick<Core, 'services'>, database: string): string {
  const { disk, home, clock, random } = services;
  const dir = join(safetyDir(home), database);
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[^0-9TZ]/g, '');
  return join(dir, `${stamp}-${random.token(2)}.db`);
}

export function keptUntil(now: number): number {
  return now + KEPT_MS;
}

/** Removes those that were kept long enough, and says so in the journal. */
export function pruneSafetyCopies(core: Core): void {
  const { catalogue, services, log } = core;
  const now = services.clock.now();
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
