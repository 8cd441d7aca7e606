// Destinations for the gallery: of every kind and state, twenty of them, and what is answered about them.
import type { CopyView, DatabaseView, DestinationLocation, DestinationView, EngineView, TestLine } from '../../../main/ipc/contract/views.ts';
import type { Answers } from '../rig/fake-engine.ts';
import { ABSENT, bucket, copy, database, DENIED, destination, engine, HELD, NO_USAGE, NOW, PLACE_CHOICES } from '../rig/states.ts';

const MINUTE = 60_000;
type Show = (change: (before: EngineView) => EngineView) => void;

const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const LINES: readonly TestLine[] = [
  { step: 'reach', result: 'ok', value: 24 },
  { step: 'write', result: 'ok', value: 11 },
  { step: 'read-back', result: 'ok', value: 3 },
  { step: 'list', result: 'ok', value: 5 },
  { step: 'exclusive', result: 'ok', value: 9 },
  { step: 'delete', result: 'ok', value: 4 },
  { step: 'clock', result: 'ok', value: 40 },
];
const SPACE: TestLine = { step: 'space', result: 'ok', value: 812e9 };
const NO_SPACE: TestLine = { step: 'space', result: 'unknown', value: 0 };

const NEW_KEY: TestLine = {
  step: 'reach',
  result: 'failed',
  value: 0,
  reason: { code: 'destination-untrusted', message: 'the key of nas.example.net is not known', hint: 'Compare it, then accept it.' },
  hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s', key: 'ssh-ed25519 AAAAC3Nza' },
};

const DENIED_LINE: TestLine = {
  step: 'write',
  result: 'failed',
  value: 0,
  reason: { code: 'destination-denied', message: 'the bucket ada-backups refused the write: AccessDenied', hint: 'Give this key the right s3:PutObject.' },
};

const ours = { kind: 'ours', generation: 4, until: NOW + 20 * MINUTE } as const;
export const THEIRS = { kind: 'theirs', owner: 'MacBook', generation: 7, until: NOW + 23 * MINUTE } as const;

const KINDS: readonly DestinationView[] = [
  destination('to-disk', 'Backup Disk', {
    levels: [
      { level: 0, files: 1840, bytes: 120e6 },
      { level: 1, files: 410, bytes: 210e6 },
      { level: 9, files: 12, bytes: 2.4e9 },
    ],
  }),
  bucket('to-bucket', 'eu-bucket'),
  destination('to-nas', 'Office NAS', {
    kind: 'sftp',
    url: 'sftp://ada@nas.example.net/srv/backups',
    location: { kind: 'sftp', host: 'nas.example.net', port: 22, user: 'ada', path: '/srv/backups', hostKey: 'ssh-ed25519 AAAA' },
    secrets: ['private-key'],
    usage: { ...NO_USAGE, requests: { write: 8210, read: 40, list: 3, delete: 120 }, up: 910e6, down: 2e6 },
    levels: [{ level: 9, files: 3, bytes: 900e6 }],
  }),
  destination('to-cloud', 'Nextcloud', {
    kind: 'webdav',
    url: 'https://cloud.example.net/dav/backups',
    location: { kind: 'webdav', url: 'https://cloud.example.net/dav/backups', user: 'ada' },
    secrets: ['password'],
    reach: { kind: 'denied', reason: DENIED },
    levels: [],
  }),
];

function everyKind(): EngineView {
  const four = (state: Partial<CopyView> = {}): CopyView[] => [
    copy({ pen: ours }),
    copy({ destination: 'to-bucket', url: 's3://ada-backups/tidemark/orders-3fa2c1', pen: ours, ...state }),
    copy({ destination: 'to-nas', url: 'sftp://ada@nas.example.net/srv/backups/orders-3fa2c1', pen: { kind: 'free' } }),
  ];
  const held = { state: { kind: 'waiting', reason: HELD }, pen: THEIRS, txid: 1200, safeAt: NOW - 4 * MINUTE } as const;
  return withPlaces(KINDS, [
    database('orders.db', { copies: four() }),
    database('customers.db', { copies: four({ txid: 1222, safeAt: NOW - 3000, state: { kind: 'uploading' } }) }),
    database('crm.db', { copies: four(held), state: { kind: 'waiting', reason: HELD } }),
    database('notes.db', { state: { kind: 'failed', reason: DENIED }, copies: [copy(), copy({ destination: 'to-cloud', safeAt: 0, txid: 0, state: { kind: 'failed', reason: DENIED } })] }),
  ]);
}

/** Nothing but the other computer's turn is waited for. */
function standby(): EngineView {
  const held = copy({ destination: 'to-bucket', url: 's3://ada-backups/tidemark/crm-3fa2c1', state: { kind: 'waiting', reason: HELD }, pen: THEIRS, txid: 1200 });
  return withPlaces(KINDS.slice(0, 2), [
    database('crm.db', { copies: [copy({ pen: ours }), held], state: { kind: 'waiting', reason: HELD } }),
    database('orders.db', { copies: [copy({ pen: ours })] }),
  ]);
}

function twenty(): EngineView {
  const places = Array.from({ length: 20 }, (_, i) => {
    const id = `to-${String(i).padStart(2, '0')}`;
    const late = i % 7 === 3 ? { reach: { kind: 'absent', reason: ABSENT } as const } : {};
    return i % 3 === 1
      ? bucket(id, `bucket ${i}`, { addedAt: NOW + i, choices: { ...PLACE_CHOICES, prices: 'aws' }, ...late })
      : destination(id, `Disk ${i}`, { addedAt: NOW + i, ...late });
  });
  return withPlaces(places, [database('orders.db', { copies: places.map(({ id }) => copy({ destination: id, pen: ours })) })]);
}

function withPlaces(places: readonly DestinationView[], databases: readonly DatabaseView[]): EngineView {
  return engine(databases, { destinations: Object.fromEntries(places.map((one) => [one.id, one])) });
}

export const PLACE_STATES: Readonly<Record<string, () => EngineView>> = { kinds: everyKind, standby, twenty };

export function placeAnswers(show: Show): Answers {
  return {
    'destination.places': () => [
      { path: '/media/ada/Backup Disk', name: 'Backup Disk', free: 812e9, total: 2e12, kind: 'disk' },
      { path: '/media/ada/Travel', name: 'Travel', free: 230e9, total: 1e12, kind: 'disk' },
      { path: '/home/ada/Backups', name: 'Backups', free: 120e9, total: 512e9, kind: 'folder' },
    ],
    'destination.parse': ({ text }) => {
      if (text.startsWith('s3://')) return { kind: 's3', bucket: 'ada-backups', path: 'tidemark', endpoint: 'https://s3.eu-central-003.backblazeb2.com' };
      if (text.startsWith('sftp://')) return { kind: 'sftp', host: 'nas.example.net', port: 22, user: 'ada', path: '/srv/backups' };
      throw Object.assign(new Error('this is no address of a destination'), { code: 'config', hint: 'Give a folder or a URL, for example s3://bucket/folder.' });
    },
    'destination.test': async (what, { onNews }) => {
      const lines = linesOf(what);
      for (const line of lines) {
        await wait(60);
        onNews({ kind: 'line', line });
      }
      return lines;
    },
    'destination.estimate': ({ choices }) => {
      const share = choices.budget === 0 ? 1 : Math.min(1, choices.budget);
      const dollars = { changes: 0.71 * share, levels: 0.04, pen: 0.06, storage: 0.04 };
      return { writes: 148_000, reads: 600, lists: 4, stored: 1.9e9, dollars };
    },
    'destination.add': ({ place: { location }, name = 'New' }) => {
      const url = location.kind === 'folder' ? location.path : location.kind === 'webdav' ? location.url : name;
      const fresh = destination('to-new', name, { kind: location.kind, location: location as DestinationLocation, url, levels: [] });
      show((before) => ({ ...before, destinations: { ...before.destinations, [fresh.id]: fresh } }));
      return fresh.id;
    },
    'destination.change': () => null,
    'destination.rename': () => null,
    'destination.remove': () => {
      throw Object.assign(new Error('3 databases are copied to Backup Disk'), { code: 'destination-in-use', hint: 'Give them another place first.' });
    },
    'destination.adopt': async (_input, { onNews }) => {
      for (const done of [100e6, 240e6, 412e6]) {
        onNews({ kind: 'progress', progress: { step: 'restore', done, total: 412e6, rate: 180e6 } });
        await wait(150);
      }
      return { database: 'db-ordersdb', destination: 'to-bucket', how: 'restored' };
    },
    'pen.take': () => null,
    'pen.letGo': () => null,
  };
}

/** An SFTP server is unknown until its key is pinned; one bucket refuses. */
function linesOf(what: Parameters<NonNullable<Answers['destination.test']>>[0]): readonly TestLine[] {
  if ('destination' in what) return [...LINES, SPACE];
  const { location } = what.place;
  if (location.kind === 'sftp' && location.hostKey === undefined) return [NEW_KEY];
  if (location.kind === 's3' && location.bucket === 'refuses') return [LINES[0]!, DENIED_LINE];
  return [...LINES, location.kind === 's3' ? NO_SPACE : SPACE];
}
