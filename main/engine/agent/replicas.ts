// The copies of one database, one for each of its destinations, and what they leave on the local disk.
import { join } from 'node:path';
import type { OnProgress } from '../base/progress.ts';
import { shortHash } from '../base/short-hash.ts';
import type { Ledger } from '../capture/ledger.ts';
import type { Destination } from '../destination/destination.ts';
import { LocalFiles } from '../replica/levels/local-files.ts';
import type { Outbox } from '../replica/outbox.ts';
import { Replica } from '../replica/replica.ts';
import type { Copier } from './copier.ts';
import { GenerationCopy } from './generations/copy.ts';
import { timesOf } from './generations/times.ts';
import type { RecordKeeper } from './record-keeper.ts';
import type { Keeping } from './retention/history-keeper.ts';
import type { AgentServices, DatabaseOptions, GenerationsAbout } from './services.ts';
import { USUAL_LEVELS } from './settings.ts';

/** In the folder of a database's state: what is kept for each destination. */
const LEVELS_DIR = 'levels';
/** In a destination's folder: where writing in generations stands. */
const GENERATIONS_DIR = 'generations';

export interface ReplicaParts {
  readonly services: AgentServices;
  readonly options: DatabaseOptions;
  readonly ledger: Ledger;
  readonly record: RecordKeeper;
  readonly outbox: Outbox;
  readonly keeping: () => Keeping;
  readonly onProgress: OnProgress;
}

export interface Copies {
  /** In the order in which the destinations were given. */
  readonly all: readonly Copier[];
  /** Those that consist of LTX files. */
  readonly replicas: readonly Replica[];
  /** Those in the format of Litestream 0.3 or 0.4. */
  readonly generations: readonly GenerationCopy[];
}

export function openCopies(parts: ReplicaParts): Copies {
  const { services, options, ledger } = parts;
  const root = join(ledger.dir, LEVELS_DIR);
  services.disk.mkdirSync(root, { recursive: true, mode: 0o700 });
  const folders = new Set(options.destinations.map(folderOf));
  for (const name of services.disk.readdirSync(root)) {
    if (!folders.has(name)) services.disk.rmSync(join(root, name), { recursive: true, force: true });
  }
  const all = options.destinations.map((destination) => {
    const { generations } = options.about(destination);
    const folder = join(root, folderOf(destination));
    return generations === undefined
      ? openReplica(destination, folder, parts)
      : openGenerations(destination, generations, folder, parts);
  });
  return {
    all,
    replicas: all.filter((copy) => copy instanceof Replica),
    generations: all.filter((copy) => copy instanceof GenerationCopy),
  };
}

function folderOf({ url }: Destination): string {
  return shortHash(url);
}

function openReplica(destination: Destination, folder: string, parts: ReplicaParts): Replica {
  const { services, options, record, outbox, keeping, onProgress } = parts;
  const { clock, random, disk, jobs, merges: turn } = services;
  const { gate, settings, about } = options;
  const { permit, pace } = about(destination);
  const levels = settings.levels === 'usual' ? USUAL_LEVELS[destination.reading] : settings.levels;
  return new Replica({
    destination,
    outbox,
    clock,
    random,
    snapshotEvery: () => keeping().snapshotInterval,
    onProgress: (step) => {
      onProgress({ ...step, destination: destination.url });
    },
    safeAt: record.safeAt(destination.url),
    ...(permit && { permit }),
    ...(pace && { pace }),
    merging: { local: LocalFiles.open(disk, random, folder), jobs, turn, gate, levels: () => levels },
  });
}

function openGenerations(
  destination: Destination,
  generations: GenerationsAbout,
  folder: string,
  { services, options, record, outbox, keeping, onProgress }: ReplicaParts,
): GenerationCopy {
  const { clock, random, disk } = services;
  const { permit, pace, deletion = 'ours' } = options.about(destination);
  return new GenerationCopy({
    client: generations.client,
    outbox,
    clock,
    random,
    disk,
    folder: join(folder, GENERATIONS_DIR),
    gate: options.gate,
    onProgress: (step) => {
      onProgress({ ...step, destination: destination.url });
    },
    times: () => timesOf(keeping(), generations),
    deletion,
    safeAt: record.safeAt(destination.url),
    permit,
    pace,
    ...(generations.bounds && { bounds: generations.bounds }),
  });
}
