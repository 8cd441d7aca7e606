// The engine as every face has it (engine.ts). What is done is done by the parts around it; here is who does what.
import { Coalescer } from '../../base/coalescer.ts';
import { Emitter, type Event } from '../../base/events.ts';
import { requireAll } from '../../base/settled.ts';
import type { DestinationLocation } from '../../destination/location.ts';
import type { Target } from '../../restore/point.ts';
import type * as engine from '../engine.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { DatabaseChoices, DestinationChoices, EngineView, RetentionPolicy, SettingsView } from '../views.ts';
import { adopt, importHistory } from './adopt.ts';
import { backUp } from './back-up.ts';
import { requireGoing } from './carry-out.ts';
import { checkFile } from './check.ts';
import { configure, setDestinations, setSettings } from './configure.ts';
import type { Core } from './core.ts';
import { addDestination, changeDestination, removeDestination, renameDestination } from './destinations.ts';
import { estimateCost } from './estimating.ts';
import { find, locate } from './finding.ts';
import { ConductedReplicas } from './live/live-replicas.ts';
import { listPoints, previewRestore } from './history.ts';
import { addMark, removeMark } from './marks.ts';
import { pause, resume, unregister } from './pausing.ts';
import { letGoOfPen, takePen } from './pens.ts';
import { listPlaces } from './places.ts';
import { register } from './register.ts';
import { makeReport } from './report.ts';
import { putBack, undo } from './restore-in-place.ts';
import { restoreCopy } from './restore.ts';
import { applyRetention, previewRetention } from './retention.ts';
import { testDestination, type TestWork } from './test-destination.ts';
import { typedLocation } from './whole-path.ts';

/** Between two tellings of what changed, ms. */
const TELL_EVERY_MS = 100;

export interface ConductorParts {
  readonly core: Core;
  /** Tells that something in the view has changed. */
  readonly changes: Event<void>;
  /** Lets everything go, after the databases have been let go. */
  readonly close: () => Promise<void>;
}

export class Conductor implements engine.Engine {
  readonly live: engine.Engine['live'];
  readonly #core: Core;
  readonly #changed = new Emitter<EngineView>();
  readonly #coalescer: Coalescer;
  readonly #close: () => Promise<void>;
  #stopped: Promise<void> | undefined;
  #last: EngineView | undefined;

  constructor({ core, changes, close }: ConductorParts) {
    this.#core = core;
    this.live = new ConductedReplicas(core);
    this.#close = close;
    this.#coalescer = new Coalescer(core.services.clock, TELL_EVERY_MS, () => {
      this.#changed.emit(this.view());
    });
    changes.on(() => {
      core.live.serving.refresh();
      this.#coalescer.mark();
    });
  }

  get changed(): Event<EngineView> {
    return this.#changed;
  }

  /** Once the engine is stopped, as it was then. */
  view(): EngineView {
    return this.#last ?? this.#view();
  }

  #view(): EngineView {
    const { databases, destinations, log, settings, live } = this.#core;
    return {
      databases: databases.views(),
      destinations: destinations.views(),
      operations: Object.fromEntries(log.current().map((operation) => [operation.id, operation])),
      settings: settings.current,
      live: live.view(),
      lastEntry: log.lastEntry,
    };
  }

  async check(path: string): Promise<engine.CheckedFile> {
    return Promise.resolve(checkFile(this.#live(), path));
  }

  async register(request: engine.RegisterRequest, work: engine.Work): Promise<readonly engine.Registered[]> {
    return register(this.#live(), request, work);
  }

  async unregister(database: string): Promise<void> {
    return unregister(this.#live(), database);
  }

  async pause(databases: readonly string[] | undefined, until: number | undefined): Promise<void> {
    return pause(this.#live(), databases, until);
  }

  async resume(databases: readonly string[] | undefined): Promise<void> {
    resume(this.#live(), databases);
    return Promise.resolve();
  }

  async backUp(databases: readonly string[] | undefined, work: engine.Work): Promise<void> {
    return backUp(this.#live(), databases, work);
  }

  async configure(database: string, own: Partial<DatabaseChoices>): Promise<void> {
    configure(this.#live(), database, own);
    return Promise.resolve();
  }

  async setDestinations(database: string, destinations: readonly string[]): Promise<void> {
    return setDestinations(this.#live(), database, destinations);
  }

  async find(roots: readonly string[] | undefined, work: engine.Work): Promise<readonly engine.Candidate[]> {
    return find(this.#live(), roots, work);
  }

  async locate(
    file: { name: string; size: number; modified: number },
    work: engine.Work,
  ): Promise<string | undefined> {
    return locate(this.#live(), file, work);
  }

  async points(database: string, after: number | undefined): Promise<engine.PointList> {
    return listPoints(this.#live(), database, after);
  }

  async addMark(database: string, name: string): Promise<void> {
    return addMark(this.#live(), database, name);
  }

  async removeMark(database: string, name: string): Promise<void> {
    return removeMark(this.#live(), database, name);
  }

  async previewRestore(database: string, target: Target): Promise<engine.RestorePreview> {
    return previewRestore(this.#live(), database, target);
  }

  async restoreCopy(request: engine.RestoreCopyRequest, work: engine.Work): Promise<engine.RestoredCopy> {
    return restoreCopy(this.#live(), request, work);
  }

  async restoreInPlace(database: string, target: Target, work: engine.Work): Promise<engine.RestoredInPlace> {
    return putBack(this.#live(), database, target, work);
  }

  async undo(operation: string, work: engine.Work): Promise<engine.RestoredInPlace> {
    return undo(this.#live(), operation, work);
  }

  async parseDestination(text: string): Promise<DestinationLocation> {
    return Promise.resolve(typedLocation(this.#live(), text));
  }

  async addDestination(
    place: engine.PlaceInput,
    name: string | undefined,
    choices: Partial<DestinationChoices>,
  ): Promise<string> {
    return addDestination(this.#live(), { ...place, name, choices });
  }

  async renameDestination(destination: string, name: string): Promise<void> {
    return renameDestination(this.#live(), destination, name);
  }

  async changeDestination(destination: string, change: engine.DestinationChange): Promise<void> {
    return changeDestination(this.#live(), destination, change);
  }

  async removeDestination(destination: string): Promise<void> {
    return removeDestination(this.#live(), destination);
  }

  async testDestination(what: engine.PlaceInput | string, work: TestWork): Promise<readonly engine.TestLine[]> {
    return testDestination(this.#live(), what, work);
  }

  async estimateCost(request: engine.CostRequest): Promise<engine.CostEstimate> {
    return Promise.resolve(estimateCost(request, this.#live().settings.current.defaults.retention));
  }

  async adopt(request: engine.AdoptRequest, work: engine.Work): Promise<engine.Adopted> {
    return adopt(this.#live(), request, work);
  }

  async importHistory(request: engine.AdoptRequest, work: engine.Work): Promise<engine.Adopted> {
    return importHistory(this.#live(), request, work);
  }

  async takePen(database: string, destination: string): Promise<void> {
    return takePen(this.#live(), database, destination);
  }

  async letGoOfPen(database: string, destination: string): Promise<void> {
    return letGoOfPen(this.#live(), database, destination);
  }

  async places(): Promise<readonly engine.Place[]> {
    return listPlaces(this.#live().surroundings);
  }

  async previewRetention(
    database: string | undefined,
    policy: RetentionPolicy | undefined,
  ): Promise<engine.RetentionPreview> {
    return previewRetention(this.#live(), database, policy);
  }

  async applyRetention(database: string | undefined, work: engine.Work): Promise<number> {
    return applyRetention(this.#live(), database, work);
  }

  async activity(query: engine.ActivityQuery): Promise<engine.ActivityPage> {
    const { log } = this.#live();
    await log.settled();
    return log.page(query);
  }

  async cancel(operation: string): Promise<void> {
    this.#live().log.cancel(operation);
    return Promise.resolve();
  }

  async set(settings: Partial<SettingsView>): Promise<void> {
    setSettings(this.#live(), settings);
    return Promise.resolve();
  }

  async report(): Promise<string> {
    return Promise.resolve(makeReport(this.#live(), this.view()));
  }

  wake(): void {
    const { databases, destinations, live } = this.#live();
    for (const { managed } of databases.some(undefined)) managed.wake();
    live.followed.wake();
    void destinations.lookAtFolders();
  }

  stop(deadline: number | undefined): Promise<void> {
    this.#stopped ??= this.#stop(deadline);
    return this.#stopped;
  }

  /** The parts, for as long as they work. */
  #live(): Core {
    requireGoing(this.#core);
    return this.#core;
  }

  async #stop(deadline: number | undefined): Promise<void> {
    const { databases } = this.#core;
    await this.#endWorks(deadline);
    // To an agent 0 is no bound at all.
    const within = Math.max(1, deadline ?? DEFAULT_SETTINGS.shutdownTimeout);
    const stops = databases.some(undefined).map(({ managed }) => managed.stop(within));
    const results = await Promise.allSettled(stops);
    this.#coalescer.flush();
    this.#coalescer.stop();
    this.#last = this.#view();
    await this.#close();
    requireAll(results);
  }

  /** What can be cancelled is; the rest, which is short, is waited for. */
  async #endWorks(deadline: number | undefined): Promise<void> {
    const { log, works, services, stopping } = this.#core;
    stopping.abort();
    for (const { id, state } of log.current()) {
      if (state.kind === 'running' && state.cancel === 'possible') log.cancel(id);
    }
    const ended = Promise.all(works);
    const over = new AbortController();
    const late = deadline === undefined ? [] : [services.clock.sleep(deadline, over.signal).catch(() => undefined)];
    await Promise.race([ended, ...late]);
    over.abort();
  }
}
