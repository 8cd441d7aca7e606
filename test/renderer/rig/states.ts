// States of the engine that screens must show: made here once, for unit tests and for the pictures.
import type {
  CopyView,
  DatabaseChoices,
  DatabaseView,
  DestinationChoices,
  DestinationView,
  EngineView,
  ErrorView,
  StateView,
  UsageView,
} from '../../../main/ipc/contract/views.ts';
import type { ShellView } from '../../../main/ipc/contract/shell.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Sat 21 Nov 2026, 10:42:07 UTC. */
export const NOW = Date.UTC(2026, 10, 21, 10, 42, 7);

export const CHOICES: DatabaseChoices = {
  retention: { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY, every: DAY },
  checkpoints: 'ours',
};

export const ABSENT: ErrorView = {
  code: 'destination-absent',
  message: 'Backup Disk is not connected',
  hint: 'Connect it. Changes are kept on this computer until then.',
};

export const DENIED: ErrorView = {
  code: 'destination-denied',
  message: 'the folder /media/backup may not be written',
  hint: 'Give yourself the right to write there, or choose another place.',
};

export const SHELL: ShellView = {
  face: 'desktop',
  platform: 'linux',
  version: '0.1.0',
  home: '/home/ada',
  chooser: 'native',
  reveal: 'possible',
  login: 'off',
  tray: 'shown',
  update: { kind: 'none' },
};

export function copy(over: Partial<CopyView> = {}): CopyView {
  return {
    destination: 'to-disk',
    url: '/media/ada/Backup Disk/orders-3fa2c1',
    state: { kind: 'idle' },
    txid: 1234,
    safeAt: NOW - 2000,
    pen: { kind: 'unused' },
    ...over,
  };
}

export function database(name: string, over: Partial<DatabaseView> = {}): DatabaseView {
  return {
    id: `db-${name.replaceAll(/[^a-z0-9]/g, '')}`,
    path: `/home/ada/Shop/data/${name}`,
    name,
    size: 412_000_000,
    pageSize: 4096,
    mode: 'wal',
    state: { kind: 'safe' },
    since: NOW - 3 * HOUR,
    txid: 1234,
    changedAt: NOW - 2500,
    copies: [copy()],
    pulse: Array.from({ length: 24 }, (_, i) => Math.round(40_000 * (1 + Math.sin(i / 2)) + (i > 18 ? 90_000 : 0))),
    own: {},
    effective: CHOICES,
    marks: [],
    addedAt: NOW - 30 * DAY,
    ...over,
  };
}

export const PLACE_CHOICES: DestinationChoices = {
  uploadLimit: 0,
  downloadLimit: 0,
  interval: 1000,
  budget: 0,
  prices: 'none',
  pen: 'used',
  deletion: 'ours',
  format: 'ltx',
};

export const NO_USAGE: UsageView = {
  month: '2026-11',
  requests: { write: 0, read: 0, list: 0, delete: 0 },
  up: 0,
  down: 0,
  dollars: 0,
  projected: 0,
};

export const HELD: ErrorView = {
  code: 'lease-held',
  message: 'MacBook holds the pen',
  hint: 'Copying goes on when it lets go. You can also take the pen over.',
};

/** A bucket that costs money. */
export function bucket(id: string, name: string, over: Partial<DestinationView> = {}): DestinationView {
  return {
    ...spaceless(id, name),
    kind: 's3',
    url: 's3://ada-backups/tidemark',
    location: { kind: 's3', bucket: 'ada-backups', path: 'tidemark', region: 'eu-central-1' },
    secrets: ['access-key-id', 'secret-access-key'],
    choices: { ...PLACE_CHOICES, prices: 'aws', budget: 1 },
    usage: {
      month: '2026-11',
      requests: { write: 21_840, read: 312, list: 14, delete: 902 },
      up: 3.1e9,
      down: 41e6,
      dollars: 0.14,
      projected: 0.21,
    },
    sameDisk: 'no',
    ...over,
  };
}

export function destination(id: string, name: string, over: Partial<DestinationView> = {}): DestinationView {
  return { ...spaceless(id, name), space: { free: 812e9, total: 2e12 }, ...over };
}

function spaceless(id: string, name: string): DestinationView {
  return {
    id,
    name,
    kind: 'folder',
    url: `/media/ada/${name}`,
    location: { kind: 'folder', path: `/media/ada/${name}` },
    secrets: [],
    choices: PLACE_CHOICES,
    usage: NO_USAGE,
    reach: { kind: 'here' },
    sameDisk: 'no',
    levels: [
      { level: 0, files: 1840, bytes: 120e6 },
      { level: 9, files: 12, bytes: 2.4e9 },
    ],
    addedAt: NOW - 30 * DAY,
  };
}

export function engine(databases: readonly DatabaseView[], over: Partial<EngineView> = {}): EngineView {
  const destinations = [destination('to-disk', 'Backup Disk')];
  return {
    databases: Object.fromEntries(databases.map((one) => [one.id, one])),
    destinations: Object.fromEntries(destinations.map((one) => [one.id, one])),
    operations: {},
    settings: {
      language: 'en',
      theme: 'system',
      notifications: 'important',
      startAtLogin: 'no',
      defaultDestination: 'to-disk',
      defaults: CHOICES,
    },
    live: { serving: { kind: 'off' }, followers: {}, followed: {}, servers: {} },
    lastEntry: 0,
    ...over,
  };
}

/** One database of every state. */
export function everyState(): DatabaseView[] {
  const state = (name: string, value: StateView, over: Partial<DatabaseView> = {}): DatabaseView =>
    database(name, { state: value, ...over });
  const uploading = copy({ state: { kind: 'uploading' }, safeAt: 0 });
  return [
    state('orders.db', { kind: 'safe' }),
    state('photos.sqlite', { kind: 'behind' }, {
      copies: [uploading],
      progress: { step: 'snapshot', done: 682e6, total: 1.1e9, rate: 24e6, remaining: 18_000 },
    }),
    state('notes.db', { kind: 'paused', until: NOW + HOUR }),
    state('mail.db', { kind: 'waiting', reason: ABSENT }, {
      copies: [copy({ state: { kind: 'waiting', reason: ABSENT }, safeAt: NOW - 2 * HOUR })],
    }),
    state('crm.db', { kind: 'failed', reason: DENIED }, {
      copies: [copy({ state: { kind: 'failed', reason: DENIED }, safeAt: NOW - 5 * HOUR })],
    }),
    state('new.db', { kind: 'opening' }, { copies: [copy({ txid: 0, safeAt: 0 })], txid: 0, changedAt: 0 }),
  ];
}

/** Five hundred databases. */
export function many(): DatabaseView[] {
  return Array.from({ length: 500 }, (_, i) =>
    database(`shard-${String(i).padStart(3, '0')}.db`, { size: 1e6 * (i + 1), changedAt: NOW - i * 60_000 }),
  );
}
