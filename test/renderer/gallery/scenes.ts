// Whole states of the engine that the gallery shows, by name.
import type { DatabaseView, EngineView, OperationView } from '../../../main/ipc/contract/views.ts';
import { ABSENT, copy, database, destination, engine, everyState, many, NOW } from '../rig/states.ts';
import { shop, UNDO } from './past.ts';
import { PLACE_STATES } from './places.ts';
import { LIVE_STATES } from './live.ts';

const HOUR = 3_600_000;

const running: OperationView = {
  id: 'op-1',
  database: 'db-photossqlite',
  databaseName: 'photos.sqlite',
  destination: 'to-disk',
  facts: { kind: 'first-copy', bytes: 1.1e9 },
  startedAt: NOW - 30_000,
  state: { kind: 'running', cancel: 'possible', progress: { step: 'snapshot', done: 682e6, total: 1.1e9, rate: 24e6, remaining: 18_000 } },
};

function places(databases: readonly DatabaseView[], over: Partial<EngineView> = {}): EngineView {
  const all = [
    destination('to-disk', 'Backup Disk'),
    destination('to-nas', 'Office NAS', {
      url: '/mnt/nas/backups',
      space: { free: 41e9, total: 4e12 },
      levels: [
        { level: 0, files: 9840, bytes: 820e6 },
        { level: 1, files: 2210, bytes: 410e6 },
        { level: 2, files: 410, bytes: 190e6 },
        { level: 3, files: 51, bytes: 88e6 },
        { level: 9, files: 31, bytes: 5.1e9 },
      ],
    }),
    destination('to-here', 'This computer', { url: '/home/ada/Backups', sameDisk: 'yes', space: { free: 120e9, total: 512e9 } }),
  ];
  return engine(databases, { destinations: Object.fromEntries(all.map((one) => [one.id, one])), ...over });
}

function calm(): EngineView {
  const both = [copy(), copy({ destination: 'to-nas', url: '/mnt/nas/backups/orders-3fa2c1', safeAt: NOW - 4000 })];
  return places([
    database('orders.db', { copies: both }),
    database('customers.db', { copies: both, size: 84e6, changedAt: NOW - 40 * 60_000, pulse: Array.from({ length: 24 }, (_, i) => (i === 15 ? 8e3 : 0)) }),
    database('photos.sqlite', { path: '/home/ada/Pictures/library/photos.sqlite', size: 9.4e9, changedAt: NOW - 26 * HOUR, pulse: new Array<number>(24).fill(0) }),
    database('History', { path: '/home/ada/.mozilla/firefox/ada.default/History', app: 'Firefox', size: 61e6, changedAt: NOW - 9000 }),
  ]);
}

export const STATES: Readonly<Record<string, () => EngineView | undefined>> = {
  connecting: () => undefined,
  empty: () => engine([], { destinations: {}, settings: { ...engine([]).settings, defaultDestination: '' } }),
  one: () => places([database('orders.db')]),
  calm,
  every: () => places(everyState(), { operations: { [running.id]: running } }),
  absent: () => {
    const away = { kind: 'absent', reason: ABSENT } as const;
    const waiting = copy({ state: { kind: 'waiting', reason: ABSENT }, safeAt: NOW - 2 * HOUR });
    const view = places(['orders.db', 'notes.db'].map((name) =>
      database(name, { state: { kind: 'waiting', reason: ABSENT }, copies: [waiting, copy({ destination: 'to-here' })] })));
    return { ...view, destinations: { ...view.destinations, 'to-disk': destination('to-disk', 'Backup Disk', { reach: away }) } };
  },
  ...PLACE_STATES,
  ...LIVE_STATES,
  many: () => places(many()),
  deep: () => places([database('deep.db', { txid: 100_000, copies: [copy({ txid: 100_000 })] })]),
  past: () => ({ ...calm(), databases: { ...calm().databases, 'db-ordersdb': shop() } }),
  undo: () => ({ ...calm(), databases: { ...calm().databases, 'db-ordersdb': shop({ undo: UNDO }) } }),
};
