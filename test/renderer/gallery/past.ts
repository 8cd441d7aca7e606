// A past for the gallery: three months of a shop's database as retention leaves them, what was done with it, and a
// restore that takes a few seconds.
import type { DatabaseView, EngineView, MarkView, OperationFacts, OperationView, PointList } from '../../../main/ipc/contract/views.ts';
import type { Answers } from '../rig/fake-engine.ts';
import { ABSENT, copy, database, DENIED, NOW } from '../rig/states.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The same numbers each time, 0 to 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Every change of the last week, most of them in the day; before that a snapshot a day. */
export function shopPoints(): PointList {
  const random = chance(7);
  const times: number[] = [];
  const bytes: number[] = [];
  const kinds: string[] = [];
  const add = (at: number, size: number, kind: string): void => {
    times.push(Math.round(at));
    bytes.push(Math.round(size));
    kinds.push(kind);
  };
  const midnight = new Date(NOW).setHours(0, 0, 0, 0);
  for (let day = 90; day >= 7; day--) if (random() > 0.1) add(midnight - day * DAY + 3 * HOUR, 380e6 + (90 - day) * 4e5, 's');
  for (let at = midnight - 7 * DAY + 4 * HOUR; at < NOW - 3000; ) {
    const hour = new Date(at).getHours();
    const busy = hour >= 8 && hour < 19 ? (Math.floor(at / HOUR) % 5 === 2 ? 12 : 3) : 0.25;
    if (Math.floor((at - HOUR * 3) / DAY) !== Math.floor((times.at(-1)! - HOUR * 3) / DAY)) add(at, 410e6, 's');
    else add(at, 4096 * (1 + Math.floor(random() * (busy > 10 ? 60 : 9))), 'c');
    at += (2 * 60_000 * (0.2 + random() * 2)) / busy;
  }
  return { destination: 'to-disk', txids: times.map((_, i) => i * 3 + 1), times, bytes, kinds: kinds.join('') };
}

/** Id of a database with more points than any should have. */
export const DEEP = 'db-deepdb';

function deepPoints(): PointList {
  const all = Array.from({ length: 100_000 }, (_, i) => i);
  return {
    destination: 'to-disk',
    txids: all.map((i) => i + 1),
    times: all.map((i) => NOW - (100_000 - i) * 26_000),
    bytes: all.map((i) => 4096 * (1 + (i % 97))),
    kinds: all.map((i) => (i % 3000 === 0 ? 's' : 'c')).join(''),
  };
}

const POINTS = shopPoints();
const LAST = POINTS.txids.at(-1)!;

export function shop(over: Partial<DatabaseView> = {}): DatabaseView {
  const mark = (name: string, share: number): MarkView => {
    const at = Math.floor(POINTS.txids.length * share);
    return { name, txid: POINTS.txids[at]!, at: POINTS.times[at]! };
  };
  return database('orders.db', {
    txid: LAST,
    changedAt: POINTS.times.at(-1)!,
    copies: [copy({ txid: LAST }), copy({ destination: 'to-nas', url: '/mnt/nas/backups/orders-3fa2c1', txid: LAST, safeAt: NOW - 4000 })],
    marks: [mark('before migration', 0.52), mark('9,812 customers imported', 0.81)],
    ...over,
  });
}

export const UNDO = { operation: 'op-90', at: NOW - 3 * 60_000, until: NOW + 30 * DAY, point: NOW - 40 * 60_000 };

function past(id: number, age: number, facts: OperationFacts, over: Partial<OperationView> = {}): OperationView {
  return {
    id: `op-${id}`,
    database: 'db-ordersdb',
    databaseName: 'orders.db',
    facts,
    startedAt: NOW - age,
    state: { kind: 'done', endedAt: NOW - age + 1800 },
    ...over,
  };
}

export const OPERATIONS: readonly OperationView[] = [
  past(90, 3 * 60_000, { kind: 'restore-in-place', txid: 1200, at: NOW - 40 * 60_000, before: 1234, safety: '/home/ada/.local/share/tidemark/safety/orders.db' }),
  past(89, 9 * 60_000, { kind: 'copied', changes: 214, bytes: 5.1e6, txid: 1234 }, { destination: 'to-disk' }),
  past(88, 44 * 60_000, { kind: 'mark', name: 'before migration', txid: 1100 }),
  past(87, 2 * HOUR, { kind: 'trouble' }, { database: 'db-maildb', databaseName: 'mail.db', destination: 'to-disk', state: { kind: 'failed', endedAt: NOW - 2 * HOUR, reason: ABSENT } }),
  past(86, 3 * HOUR, { kind: 'restore-copy', txid: 1000, at: NOW - 26 * HOUR, output: '/home/ada/Desktop/orders 2026-11-20 08.42.db' }),
  past(85, 4 * HOUR, { kind: 'restore-copy', txid: 1000, at: NOW - 26 * HOUR, output: '/home/ada/Desktop/orders.db' }, { state: { kind: 'cancelled', endedAt: NOW - 4 * HOUR + 900 } }),
  past(84, 5 * HOUR, { kind: 'retention', files: 812, bytes: 1.2e9 }, { destination: 'to-disk' }),
  past(83, 5 * HOUR, { kind: 'trouble' }, { database: 'db-crmdb', databaseName: 'crm.db', destination: 'to-disk', state: { kind: 'failed', endedAt: NOW - 5 * HOUR, reason: DENIED } }),
  past(82, 7 * HOUR, { kind: 'snapshot', bytes: 118e6, txid: 900 }, { destination: 'to-nas' }),
  past(81, 11 * HOUR, { kind: 'compared', why: 'the log was reset while Tidemark was not running' }),
  past(80, DAY, { kind: 'pause', until: NOW - 23 * HOUR }),
  past(79, 30 * DAY, { kind: 'first-copy', bytes: 402e6 }, { destination: 'to-disk' }),
  past(78, 30 * DAY, { kind: 'register', path: '/home/ada/Shop/data/orders.db' }),
];

const GROUPS: Readonly<Record<string, readonly OperationFacts['kind'][]>> = {
  restores: ['restore-copy', 'restore-in-place', 'undo'],
  troubles: ['trouble'],
  copies: ['copied', 'snapshot', 'first-copy'],
  'changes-by-you': ['mark', 'pause', 'resume', 'register', 'unregister', 'settings'],
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** @param show how the gallery changes its state */
export function pastAnswers(show: (change: (before: EngineView) => EngineView) => void): Answers {
  const running = (facts: OperationFacts): void => {
    const operation: OperationView = {
      id: 'op-91', database: 'db-ordersdb', databaseName: 'orders.db', facts, startedAt: Date.now(), state: { kind: 'running', cancel: 'possible' },
    };
    show((before) => ({ ...before, operations: { ...before.operations, 'op-91': operation } }));
  };
  const gone = (): void => { show((before) => ({ ...before, operations: {} })); };
  return {
    'points.list': ({ database: subject, after }) => {
      if (subject === DEEP) return deepPoints();
      if (after === undefined) return POINTS;
      return { destination: POINTS.destination, txids: [], times: [], bytes: [], kinds: '' };
    },
    'activity.list': ({ only, database: subject }) => ({
      operations: OPERATIONS.filter((one) =>
        (only === undefined || GROUPS[only]?.includes(one.facts.kind) === true) && (subject === undefined || one.database === subject)),
    }),
    'restore.preview': async ({ target }) => {
      await wait(80);
      const asked = target.kind === 'time' ? target.at : NOW;
      const index = target.kind === 'txid' ? POINTS.txids.indexOf(target.txid) : POINTS.times.findLastIndex((at) => at <= asked);
      const txid = POINTS.txids[index] ?? LAST;
      return {
        destination: 'to-disk',
        txid,
        at: POINTS.times[index] ?? NOW,
        fit: target.kind === 'time' ? 'before' : 'exact',
        bytes: 412e6,
        files: 14,
        changesSince: LAST - txid,
        presentSize: 412e6,
        inPlace: 'transaction',
      };
    },
    'restore.inPlace': async ({ target }, { signal, onNews }) => {
      const at = target.kind === 'txid' ? (POINTS.times[POINTS.txids.indexOf(target.txid)] ?? NOW) : NOW;
      running({ kind: 'restore-in-place', txid: 1, at, before: LAST, safety: '' });
      for (const [step, share] of [['restore', 0.2], ['restore', 0.6], ['check', 0.8], ['keep', 0.9], ['apply', 1]] as const) {
        onNews({ kind: 'progress', progress: { step, done: share * 412e6, total: 412e6, rate: 310e6, remaining: (1 - share) * 4000 } });
        await wait(500);
        if (!signal.aborted) continue;
        gone();
        throw Object.assign(new Error('the restore was cancelled; nothing was changed'), { code: 'aborted' });
      }
      gone();
      show((before) => ({ ...before, databases: { ...before.databases, 'db-ordersdb': shop({ undo: { ...UNDO, at: Date.now(), point: at } }) } }));
      return { operation: 'op-91', txid: 1, at, before: LAST, safety: '/home/ada/.local/share/tidemark/safety/orders.db', how: 'transaction', milliseconds: 2500 };
    },
    'restore.copy': async ({ output }) => {
      await wait(600);
      return { operation: 'op-92', path: output, txid: 1, at: NOW - HOUR, size: 412e6, proved: 'recorded', milliseconds: 600 };
    },
    'restore.undo': async () => {
      await wait(900);
      show((before) => ({ ...before, databases: { ...before.databases, 'db-ordersdb': shop() } }));
      return { operation: 'op-93', txid: LAST, at: NOW, before: 1, safety: '/home/ada/.local/share/tidemark/safety/orders.db', how: 'transaction', milliseconds: 900 };
    },
    'database.addMark': ({ name }) => {
      show((before) => {
        const one = before.databases['db-ordersdb'] ?? shop();
        const marks = [...one.marks, { name, txid: one.txid, at: Date.now() }];
        return { ...before, databases: { ...before.databases, [one.id]: { ...one, marks } } };
      });
      return null;
    },
    'database.removeMark': ({ name }) => {
      show((before) => {
        const one = before.databases['db-ordersdb'] ?? shop();
        const marks = one.marks.filter((mark) => mark.name !== name);
        return { ...before, databases: { ...before.databases, [one.id]: { ...one, marks } } };
      });
      return null;
    },
    'activity.cancel': () => null,
  };
}
