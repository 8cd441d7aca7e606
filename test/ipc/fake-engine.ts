// An engine that does nothing by itself: what the doors in front of it pass on, and when, is seen exactly.
import type { Engine, PointList, Work } from '../../main/engine/agent/engine.ts';
import type { DatabaseView, EngineView } from '../../main/engine/agent/views.ts';
import { TidemarkError } from '../../main/engine/base/errors.ts';
import { Emitter } from '../../main/engine/base/events.ts';
import type { Target } from '../../main/engine/restore/point.ts';

const DAY = 86_400_000;
const choices = { retention: { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY, every: DAY }, checkpoints: 'ours' } as const;

export const EMPTY: EngineView = {
  databases: {},
  destinations: {},
  operations: {},
  settings: {
    language: 'system',
    theme: 'system',
    notifications: 'important',
    startAtLogin: 'no',
    defaultDestination: '',
    defaults: choices,
  },
  live: { serving: { kind: 'off' }, followers: {}, followed: {}, servers: {} },
  lastEntry: 0,
};

export function database(id: string, path: string): DatabaseView {
  return {
    id,
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    size: 8192,
    pageSize: 4096,
    mode: 'wal',
    state: { kind: 'safe' },
    since: 1,
    txid: 1,
    changedAt: 1,
    copies: [],
    pulse: [],
    own: {},
    effective: choices,
    marks: [],
    addedAt: 1,
  };
}

/** A call that waits for the test. */
export interface Held {
  readonly what: string;
  readonly work: Work;
  readonly end: (outcome?: Error) => void;
}

export class FakeEngine implements Engine {
  readonly changed = new Emitter<EngineView>();
  /** What was asked, in order. */
  readonly asked: unknown[][] = [];
  readonly held: Held[] = [];
  points_: PointList = { destination: 'to-1', txids: [], times: [], bytes: [], kinds: '' };
  stopped: 'no' | 'yes' = 'no';
  #view: EngineView = EMPTY;

  view(): EngineView {
    return this.#view;
  }

  become(view: EngineView): void {
    this.#view = view;
    this.changed.emit(view);
  }

  /** The call that waits under this name, once it is there. */
  async holding(what: string): Promise<Held> {
    for (;;) {
      const found = this.held.find((held) => held.what === what);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #hold<T>(what: string, work: Work, value: T): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (outcome?: Error): void => {
        if (outcome === undefined) resolve(value);
        else reject(outcome);
      };
      work.signal.addEventListener('abort', () => {
        end(work.signal.reason as Error);
      });
      this.held.push({ what, work, end });
    });
  }

  #note(...what: unknown[]): Promise<void> {
    this.asked.push(what);
    return Promise.resolve();
  }

  check: Engine['check'] = async (path) => {
    await this.#note('check', path);
    if (path === '/bug') throw new RangeError('an index of ours is wrong');
    if (path === '/gone') throw new TidemarkError('database-missing', '/gone is not there', { hint: 'Look elsewhere.' });
    return { path, size: 1, pageSize: 512, mode: 'wal' };
  };
  register: Engine['register'] = (request, work) => {
    void this.#note('register', request);
    return this.#hold('register', work, request.paths.map((path) => ({ path, outcome: { kind: 'registered', id: 'db-1' } })));
  };
  unregister: Engine['unregister'] = (id) => this.#note('unregister', id);
  pause: Engine['pause'] = (databases, until) => this.#note('pause', databases, until);
  resume: Engine['resume'] = (databases) => this.#note('resume', databases);
  backUp: Engine['backUp'] = (databases, work) => {
    void this.#note('backUp', databases);
    return this.#hold('backUp', work, undefined);
  };
  configure: Engine['configure'] = (id, own) => this.#note('configure', id, own);
  setDestinations: Engine['setDestinations'] = (id, destinations) => this.#note('setDestinations', id, destinations);
  find: Engine['find'] = (_roots, work) => this.#hold('find', work, []);
  locate: Engine['locate'] = () => Promise.resolve(undefined);
  points: Engine['points'] = () => Promise.resolve(this.points_);
  addMark: Engine['addMark'] = (id, name) => this.#note('addMark', id, name);
  removeMark: Engine['removeMark'] = (id, name) => this.#note('removeMark', id, name);
  previewRestore: Engine['previewRestore'] = async (id, target) => {
    await this.#note('previewRestore', id, target);
    return { destination: 'to-1', txid: txidOf(target), at: 0, fit: 'exact', bytes: 0, files: 0, changesSince: 0, presentSize: 0, inPlace: 'transaction' };
  };
  restoreCopy: Engine['restoreCopy'] = (request, work) =>
    this.#hold('restoreCopy', work, { operation: 'op-1', path: request.output, txid: 1, at: 1, size: 1, proved: 'recorded', milliseconds: 1 });
  restoreInPlace: Engine['restoreInPlace'] = (_id, _target, work) =>
    this.#hold('restoreInPlace', work, { operation: 'op-1', txid: 1, at: 1, before: 2, safety: '', how: 'transaction', milliseconds: 1 });
  undo: Engine['undo'] = (_operation, work) => this.restoreInPlace('', { kind: 'latest' }, work);
  parseDestination: Engine['parseDestination'] = async (text) => {
    await this.#note('parseDestination', text);
    return { kind: 'folder', path: text };
  };
  addDestination: Engine['addDestination'] = async (place, name, choices) => {
    await this.#note('addDestination', place, name, choices);
    return 'to-2';
  };
  renameDestination: Engine['renameDestination'] = (id, name) => this.#note('renameDestination', id, name);
  changeDestination: Engine['changeDestination'] = (id, change) => this.#note('changeDestination', id, change);
  removeDestination: Engine['removeDestination'] = (id) => this.#note('removeDestination', id);
  testDestination: Engine['testDestination'] = async (what, work) => {
    await this.#note('testDestination', what);
    const line = { step: 'reach', result: 'ok', value: 3 } as const;
    work.onLine(line);
    return [line];
  };
  estimateCost: Engine['estimateCost'] = async (request) => {
    await this.#note('estimateCost', request);
    return { writes: 0, reads: 0, lists: 0, stored: 0, dollars: { changes: 0, levels: 0, pen: 0, storage: 0 } };
  };
  adopt: Engine['adopt'] = (request, work) => {
    void this.#note('adopt', request);
    return this.#hold('adopt', work, { database: 'db-1', destination: 'to-2', how: 'continued' });
  };
  importHistory: Engine['importHistory'] = (request, work) => {
    void this.#note('importHistory', request);
    return this.#hold('importHistory', work, { database: 'db-1', destination: 'to-2', how: 'continued' });
  };
  takePen: Engine['takePen'] = (database, destination) => this.#note('takePen', database, destination);
  letGoOfPen: Engine['letGoOfPen'] = (database, destination) => this.#note('letGoOfPen', database, destination);
  places: Engine['places'] = () => Promise.resolve([]);
  readonly live: Engine['live'] = {
    serve: (request) => this.#note('live.serve', request),
    pair: async () => {
      await this.#note('live.pair');
      return { code: 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX', until: 600_000, address: 'https://127.0.0.1:7674' };
    },
    endPairing: () => this.#note('live.endPairing'),
    forgetFollower: (follower) => this.#note('live.forgetFollower', follower),
    databasesAt: (server, work) => {
      void this.#note('live.databasesAt', server);
      return this.#hold('databasesAt', work, { server: 'peer-1', name: 'MacBook', databases: [{ name: 'shop.db', txid: 7, pageSize: 4096 }] });
    },
    forgetServer: (server) => this.#note('live.forgetServer', server),
    follow: (request, work) => {
      void this.#note('live.follow', request);
      return this.#hold('follow', work, 'live-1');
    },
    unfollow: (followed) => this.#note('live.unfollow', followed),
    promote: (followed, work) => {
      void this.#note('live.promote', followed);
      return this.#hold('promote', work, 'db-2');
    },
    handOff: (id, follower, work) => {
      void this.#note('live.handOff', id, follower);
      return this.#hold('handOff', work, undefined);
    },
    saveSetApart: (followed, path, output) => this.#note('live.saveSetApart', followed, path, output),
  };
  previewRetention: Engine['previewRetention'] = () =>
    Promise.resolve({
      ...{ files: 0, frees: 0, stored: 0, points: 0, keptPoints: 0, oldestKept: 0, stays: [], fades: [] },
      counts: { changes: 0, hourly: 0, daily: 0, weekly: 0, others: 0 },
    });
  applyRetention: Engine['applyRetention'] = () => Promise.resolve(0);
  activity: Engine['activity'] = async (query) => {
    await this.#note('activity', query);
    return { operations: [] };
  };
  cancel: Engine['cancel'] = (operation) => this.#note('cancel', operation);
  set: Engine['set'] = (settings) => this.#note('set', settings);
  report: Engine['report'] = () => Promise.resolve('all is well');
  wake: Engine['wake'] = () => undefined;
  stop: Engine['stop'] = () => {
    this.stopped = 'yes';
    return Promise.resolve();
  };
}

function txidOf(target: Target): number {
  return target.kind === 'txid' ? Number(target.txid) : 1;
}
