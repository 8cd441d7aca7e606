// States of the engine to make models from: one healthy database, and what differs.
import type {
  CopyView,
  DatabaseView,
  DestinationView,
  EngineView,
  ErrorView,
  OperationFacts,
  OperationView,
  SettingsView,
  StateView,
} from '../../main/engine/agent/views.ts';

/** 12 June 2026, 14:00 local time: a Friday without a change of clocks. */
export const NOW = new Date(2026, 5, 12, 14).getTime();
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const CHOICES = {
  retention: { changes: 24 * HOUR, hourly: 0, daily: 30 * 24 * HOUR, weekly: 0, every: 24 * HOUR },
  checkpoints: 'ours',
} as const;

export const FULL: ErrorView = {
  code: 'destination-full',
  message: 'the disk is full',
  hint: 'Free some space there.',
};
export const GONE: ErrorView = {
  code: 'destination-absent',
  message: 'the disk is not there',
  hint: 'Connect it.',
};

export function copy(state: CopyView['state'] = { kind: 'idle' }, destination = 'disk'): CopyView {
  return { destination, url: '/mnt/disk', state, txid: 9, safeAt: NOW - 2000, pen: { kind: 'unused' } };
}

export function database(
  name: string,
  state: StateView = { kind: 'safe' },
  rest: Partial<DatabaseView> = {},
): DatabaseView {
  return {
    id: name.replaceAll(/[^a-z0-9]/g, '-'),
    path: `/home/ada/${name}`,
    name,
    size: 1_000_000,
    pageSize: 4096,
    mode: 'wal',
    state,
    since: NOW - HOUR,
    txid: 9,
    changedAt: NOW - 3000,
    copies: [copy()],
    pulse: [],
    own: {},
    effective: CHOICES,
    marks: [],
    addedAt: NOW - 48 * HOUR,
    ...rest,
  };
}

export function destination(id: string, reach: DestinationView['reach'] = { kind: 'here' }): DestinationView {
  const name = id === 'disk' ? 'Backup Disk' : id;
  return {
    id,
    name,
    kind: 'folder',
    url: '/mnt/disk',
    location: { kind: 'folder', path: '/mnt/disk' },
    secrets: [],
    choices: { uploadLimit: 0, downloadLimit: 0, interval: 0, budget: 0, prices: 'none', pen: 'unused', deletion: 'ours', format: 'ltx' },
    usage: {
      month: '2026-06',
      requests: { write: 0, read: 0, list: 0, delete: 0 },
      up: 0,
      down: 0,
      dollars: 0,
      projected: 0,
    },
    reach,
    sameDisk: 'no',
    levels: [],
    addedAt: NOW - 48 * HOUR,
  };
}

export function operation(
  id: string,
  facts: OperationFacts,
  state: OperationView['state'],
  name = 'orders.db',
): OperationView {
  return {
    id,
    database: name.replaceAll('.', '-'),
    databaseName: name,
    facts,
    startedAt: NOW - MINUTE,
    state,
  };
}

export function view(
  databases: readonly DatabaseView[],
  rest: {
    readonly operations?: readonly OperationView[];
    readonly destinations?: readonly DestinationView[];
    readonly settings?: Partial<SettingsView>;
  } = {},
): EngineView {
  const byId = <T extends { readonly id: string }>(all: readonly T[]): Record<string, T> =>
    Object.fromEntries(all.map((each) => [each.id, each]));
  return {
    databases: byId(databases),
    destinations: byId(rest.destinations ?? [destination('disk')]),
    operations: byId(rest.operations ?? []),
    settings: {
      language: 'system',
      theme: 'system',
      notifications: 'important',
      startAtLogin: 'no',
      defaultDestination: 'disk',
      defaults: CHOICES,
      ...rest.settings,
    },
    live: { serving: { kind: 'off' }, followers: {}, followed: {}, servers: {} },
    lastEntry: 1,
  };
}

export const STATES: Readonly<Record<StateView['kind'], StateView>> = {
  off: { kind: 'off' },
  opening: { kind: 'opening' },
  safe: { kind: 'safe' },
  behind: { kind: 'behind' },
  paused: { kind: 'paused', until: NOW + HOUR },
  waiting: { kind: 'waiting', reason: GONE },
  failed: { kind: 'failed', reason: FULL },
};
