// States of live replicas, for unit tests and for the pictures.
import type { ErrorView, LiveView, PairedView, PeerView, ReplicaView, ServingView } from '../../../main/ipc/contract/views.ts';
import { NOW } from './states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const AWAY: ErrorView = {
  code: 'stream-absent',
  message: 'macbook.local:7674 cannot be reached',
  hint: 'Start that computer, or connect both to the same network. It is tried again by itself.',
};

export const TAKEN: ErrorView = {
  code: 'refused',
  message: 'another program holds /home/ada/crm.db open for writing',
  hint: 'Close it: a file that follows can only be read.',
};

export const SERVING: ServingView = {
  kind: 'on',
  address: 'https://192.168.1.20:7674',
  fingerprint: 'sha256:9f2c4e1ab07d53c81e6604f7a2b9d0c35e8f71a64bd29c0317f5ae8862d41b70',
};

export const CODE = 'K7QF-2MXA-PLB3-WZ5D-6TNE-RGH4';

export function peer(id: string, name: string): PeerView {
  return { id, name, address: `https://${name.split(' ')[0]!.toLowerCase()}.local:7674`, pairedAt: NOW - 3 * 24 * HOUR };
}

export function replica(name: string, over: Partial<ReplicaView> = {}): ReplicaView {
  return {
    id: `live-${name.replaceAll(/[^a-z0-9]/g, '')}`,
    path: `/home/ada/${name}`,
    name,
    source: 'https://macbook.local:7674',
    from: { kind: 'server', server: 'peer-mac' },
    role: { kind: 'following', primary: 'https://macbook.local:7674', since: NOW - 2 * HOUR },
    candidate: 'no',
    txid: 1234,
    size: 412e6,
    behind: 0,
    appliedAt: NOW - 2000,
    quarantined: [],
    addedAt: NOW - 2 * 24 * HOUR,
    ...over,
  };
}

export function paired(id: string, name: string, over: Partial<PairedView> = {}): PairedView {
  return {
    id,
    name,
    address: '192.168.1.34',
    pairedAt: NOW - 5 * 24 * HOUR,
    presence: { kind: 'connected', since: NOW - 4 * HOUR },
    databases: [{ database: 'db-ordersdb', txid: 1234, behind: 0, lag: 40 }],
    ...over,
  };
}

const byId = <T extends { readonly id: string }>(all: readonly T[]): Record<string, T> =>
  Object.fromEntries(all.map((one) => [one.id, one]));

interface Parts {
  readonly serving?: ServingView;
  readonly followers?: readonly PairedView[];
  readonly followed?: readonly ReplicaView[];
  readonly servers?: readonly PeerView[];
}

export function live({ serving = { kind: 'off' }, followers = [], followed = [], servers = [peer('peer-mac', 'MacBook of Ana')] }: Parts): LiveView {
  return { serving, followers: byId(followers), followed: byId(followed), servers: byId(servers) };
}

/** One of every state. */
export function everyReplica(): readonly ReplicaView[] {
  const since = NOW - 25 * MINUTE;
  return [
    replica('orders.db'),
    replica('photos.sqlite', { behind: 3, lag: 140 }),
    replica('customers.db', { txid: 0, behind: 812, appliedAt: 0 }),
    replica('notes.db', { role: { kind: 'searching', since, reason: AWAY }, behind: 0, appliedAt: since }),
    replica('ledger.db', { from: { kind: 'history', url: 's3://ada-backups/tidemark/ledger-3fa2c1' }, behind: 41, lag: 92_000 }),
    replica('crm.db', { role: { kind: 'failed', reason: TAKEN }, behind: 12, appliedAt: NOW - 2 * HOUR }),
    replica('shop.db', {
      quarantined: [
        { path: '/home/ada/.local/share/tidemark/apart/shop-1.db', at: NOW - 3 * HOUR, txid: 1200, why: 'another history since transaction 1190' },
      ],
    }),
    replica('mail.db', { role: { kind: 'stopped' }, appliedAt: NOW - 9000 }),
  ];
}

export function everyFollower(): readonly PairedView[] {
  return [
    paired('pc-1', 'Kitchen Pi'),
    paired('pc-2', 'Office iMac', {
      address: '192.168.1.51',
      databases: [
        { database: 'db-ordersdb', txid: 1230, behind: 4, lag: 380 },
        { database: 'db-customersdb', txid: 1234, behind: 0, lag: 30 },
      ],
    }),
    paired('pc-3', 'ThinkPad', { presence: { kind: 'away', since: NOW - 47 * MINUTE }, databases: [{ database: 'db-ordersdb', txid: 1100, behind: 134 }] }),
    paired('pc-4', 'NAS in the cellar', { address: '', presence: { kind: 'expected' }, databases: [] }),
  ];
}
