// Puts the engine together: the one way to get it, for the app, the dashboard and tests.
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Disk } from '../base/disk.ts';
import { troubleOf } from '../base/errors.ts';
import type { Destination } from '../destination/destination.ts';
import { Emitter } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import { ownerText } from '../lease/owner.ts';
import { systemJournalDisk } from '../journal/journal-disk.ts';
import type { Random } from '../base/random.ts';
import { Agent } from './agent.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { openCatalogue } from './catalogue/open.ts';
import type { CopyRow } from './catalogue/rows.ts';
import { Conductor } from './conductor/conductor.ts';
import type { Core } from './conductor/core.ts';
import { DatabaseBook } from './conductor/database-book.ts';
import { DestinationBook } from './conductor/destination-book.ts';
import { noteDone, quietly } from './conductor/journaling.ts';
import { LiveBook } from './conductor/live/live-book.ts';
import { promote } from './conductor/live/taking-over.ts';
import { networkAddress } from './conductor/live/network-address.ts';
import { keepPruning, removeUnfinished } from './conductor/safety.ts';
import { joinLevels } from './conductor/level-sums.ts';
import { SettingsBook } from './conductor/settings-book.ts';
import type { Engine, Work } from './engine.ts';
import { scratchDir } from './home.ts';
import { openJobs } from './jobs.ts';
import { CopiedSummary } from './operations/copied-summary.ts';
import { OperationLog } from './operations/operation-log.ts';
import type { SecretKeeper } from './secrets.ts';
import type { AboutDestination, EngineServices } from './services.ts';
import type { LevelView, PenView } from './views.ts';
import { lockState } from './state-lock.ts';

export interface EngineOptions {
  /** Folder of Tidemark's own state; made when it is not there. */
  readonly home: string;
  /** The folder that becomes the first destination when none was chosen; made when it is first needed. */
  readonly defaultFolder: string;
  /** The person's home folder. */
  readonly userHome: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Where the keys of destinations are kept. */
  readonly keeper: SecretKeeper;
}

/** `state-in-use` when another process has the home folder. Every database that is known is on its way on return. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { home, disk } = options;
  disk.mkdirSync(home, { recursive: true, mode: 0o700 });
  const opened: Closer[] = [lockState(home, `running from ${home}`)];
  try {
    return await openLocked(options, opened);
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}

/** Lets go of one thing that was opened. */
type Closer = () => void | Promise<void>;

/** The last one first; all of them, whatever happens. Rejects with the first reason. */
async function closeAll(opened: readonly Closer[]): Promise<void> {
  const failed: unknown[] = [];
  for (const close of opened.toReversed()) {
    try {
      await close();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}

/** Puts what it opens on the list of what is to be closed. */
async function openLocked(options: EngineOptions, opened: Closer[]): Promise<Engine> {
  const { home, disk, clock, random } = options;
  disk.rmSync(scratchDir(home), { recursive: true, force: true });
  const { catalogue, problem } = openCatalogue(options);
  opened.push(() => {
    catalogue.close();
  });
  const log = await OperationLog.open({ dir: join(home, 'journal'), disk: systemJournalDisk, clock, random });
  opened.push(() => log.close());
  await carryOlderMarks(catalogue, log);
  if (problem !== undefined) noteDone(log, { kind: 'trouble' }, {}, troubleOf(problem));
  const jobs = openJobs();
  const services = { home, disk, clock, random, jobs };
  const agent = new Agent(services);
  const copied = new CopiedSummary(log, clock);
  opened.push(
    () => jobs.close(),
    () => agent.stop(),
    () => copied.close(),
  );
  const changes = new Emitter<void>();
  const core = compose(options, services, { catalogue, log, agent, copied, changes });
  const conductor = new Conductor({ core, changes, close: () => closeAll(opened) });
  quietly(() => {
    removeUnfinished(core);
  });
  core.databases.open();
  keepPruning(core);
  opened.push(
    () => core.destinations.close(),
    () => core.live.close(),
  );
  core.live.open();
  void core.destinations.lookAtFolders();
  return conductor;
}

/** Again after a crash in between: who has a name already keeps it. */
async function carryOlderMarks(catalogue: Catalogue, log: OperationLog): Promise<void> {
  const older = catalogue.olderMarks();
  if (older.length === 0) return;
  await log.mark(...older.map(({ database, ...mark }) => ({ kind: 'mark', database, mark }) as const));
  catalogue.forgetOlderMarks();
}

/** Nobody waits for it; how it ended is in Activity. */
const UNATTENDED: Work = { signal: new AbortController().signal, onProgress: () => undefined };

interface Composed {
  readonly catalogue: Catalogue;
  readonly log: OperationLog;
  readonly agent: Agent;
  readonly copied: CopiedSummary;
  readonly changes: Emitter<void>;
}

function compose(options: EngineOptions, services: EngineServices, parts: Composed): Core {
  const { userHome, defaultFolder, platform, env, keeper } = options;
  const { catalogue, log, agent, copied, changes } = parts;
  const settings = new SettingsBook(catalogue);
  const onChange = (): void => {
    changes.emit();
  };
  log.changed.on(onChange);
  const onCopy = (destination: string, news: 'trouble' | 'stored'): void => {
    destinations.noticed(destination, news);
  };
  const openCopy = ({ destination, url }: CopyRow): Destination => destinations.place(destination).store(url);
  const aboutCopy = ({ destination, url }: CopyRow): AboutDestination => destinations.place(destination).about(url);
  const penOf = ({ destination, url }: CopyRow): PenView => destinations.place(destination).pen(url)?.pen ?? { kind: 'unused' };
  const databases = new DatabaseBook({ services, catalogue, agent, log, copied, settings, openCopy, aboutCopy, penOf, onCopy, onChange });
  const pathsAt = (id: string): readonly string[] => databases.copiedTo(id).map(({ managed }) => managed.path);
  const onPen = (id: string): void => {
    databases.refreshAt(id);
  };
  const foldersAt = (id: string): readonly string[] => databases.foldersAt(id);
  const levelsAt = (id: string): readonly LevelView[] => joinLevels(databases.levelsAt(id));
  const { clock, random, disk, home } = services;
  const owner = ownerText(hostname(), random.token(4));
  const places = { clock, random, disk, home, owner, env, keeper };
  const destinations = new DestinationBook({ catalogue, clock, services: places, pathsAt, foldersAt, levelsAt, onPen, onChange });
  const address = (): string => networkAddress(networkInterfaces(), hostname());
  const surroundings = { userHome, defaultFolder, platform, env, computer: hostname(), address };
  const going = { turn: new Mutex(), works: new Set<Promise<unknown>>(), stopping: new AbortController() };
  const openStore = (destination: string, url: string): Destination => destinations.place(destination).store(url);
  const onHandOff = (followed: string): void => {
    promote(core, followed, UNATTENDED).catch(() => undefined);
  };
  const live = new LiveBook({ services, catalogue, databases, surroundings, log, keeper, openStore, onChange, onHandOff });
  const core: Core = { services, surroundings, catalogue, keeper, log, agent, ...going, settings, destinations, databases, live };
  return core;
}
