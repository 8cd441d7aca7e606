// The replicas of one database, one for each of its destinations, and what they leave on the local disk.
import { join } from 'node:path';
import type { OnProgress } from '../base/progress.ts';
import { shortHash } from '../base/short-hash.ts';
import type { Ledger } from '../capture/ledger.ts';
import type { Destination } from '../destination/destination.ts';
import { LocalFiles } from '../replica/levels/local-files.ts';
import type { Outbox } from '../replica/outbox.ts';
import { Replica } from '../replica/replica.ts';
import type { RecordKeeper } from './record-keeper.ts';
import type { AgentServices, DatabaseOptions } from './services.ts';
import { USUAL_LEVELS } from './settings.ts';

/** In the folder of a database's state: what is kept for each destination. */
const LEVELS_DIR = 'levels';

export interface ReplicaParts {
  readonly services: AgentServices;
  readonly options: DatabaseOptions;
  readonly ledger: Ledger;
  readonly record: RecordKeeper;
  readonly outbox: Outbox;
  readonly snapshotEvery: () => number;
  readonly onProgress: OnProgress;
}

/** In the order in which the destinations were given. */
export function openReplicas(parts: ReplicaParts): readonly Replica[] {
  const { services, options, ledger } = parts;
  const root = join(ledger.dir, LEVELS_DIR);
  services.disk.mkdirSync(root, { recursive: true, mode: 0o700 });
  const folders = new Set(options.destinations.map(folderOf));
  for (const name of services.disk.readdirSync(root)) {
    if (!folders.has(name)) services.disk.rmSync(join(root, name), { recursive: true, force: true });
  }
  return options.destinations.map((destination) => openReplica(destination, join(root, folderOf(destination)), parts));
}

function folderOf({ url }: Destination): string {
  return shortHash(url);
}

function openReplica(destination: Destination, folder: string, parts: ReplicaParts): Replica {
  const { services, options, record, outbox, snapshotEvery, onProgress } = parts;
  const { clock, random, disk, jobs, merges: turn } = services;
  const { gate, settings, about } = options;
  const { permit, pace } = about(destination);
  const levels = settings.levels === 'usual' ? USUAL_LEVELS[destination.reading] : settings.levels;
  return new Replica({
    destination,
    outbox,
    clock,
    random,
    snapshotEvery,
    onProgress: (step) => {
      onProgress({ ...step, destination: destination.url });
    },
    safeAt: record.safeAt(destination.url),
    ...(permit && { permit }),
    ...(pace && { pace }),
    merging: { local: LocalFiles.open(disk, random, folder), jobs, turn, gate, levels: () => levels },
  });
}
