// One line per thing that matters, none for the flicker between.
import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type {
  DatabaseState,
  DatabaseStatus,
  ReplicaState,
  Trouble,
} from '../../../main/engine/agent/status.ts';
import { Reporter, type Purpose } from '../../../main/cli/replicate/reporter.ts';
import type { LogEvent } from '../../../main/cli/terminal/log.ts';
import { FakeClock } from '../../engine/fake-clock.ts';

const A = 'file:///backup/a';
const B = 'file:///backup/b';
const trouble: Trouble = { code: 'destination-absent', message: '/backup is not there', hint: 'Connect it.' };

let clock: FakeClock;
let events: LogEvent[];
let reporter: Reporter;

const reportFor = (purpose: Purpose): void => {
  reporter = new Reporter('shop.db', purpose, { write: (event) => events.push(event) }, clock);
};

beforeEach(() => {
  clock = new FakeClock();
  events = [];
  reportFor('follow');
});

const NOTHING = { files: 0, bytes: 0 };

interface At {
  readonly url: string;
  readonly txid: bigint;
  readonly state?: ReplicaState;
}

const update = (state: DatabaseState['kind'] | DatabaseState, txid: bigint, ...places: At[]): void => {
  const status: DatabaseStatus = {
    path: '/data/shop.db',
    state: typeof state === 'string' ? ({ kind: state } as DatabaseState) : state,
    txid,
    checksum: 0n,
    commit: 250,
    pageSize: 4096,
    destinations: places.map((place) => ({ state: { kind: 'idle' } as const, safeAt: 0, pending: NOTHING, ...place })),
  };
  reporter.update(status);
};

/** What was said, without details. */
const said = (): string[] => events.filter(({ level }) => level !== 'debug').map(({ message }) => message);

const pass = async (ms: number): Promise<void> => {
  clock.advance(ms);
  await setImmediate();
};

test('protected is said once, with its size and places', () => {
  update('opening', 0n, { url: A, txid: 0n });
  update('behind', 1n, { url: A, txid: 0n }, { url: B, txid: 0n });
  update('safe', 1n, { url: A, txid: 1n }, { url: B, txid: 1n });
  update('safe', 1n, { url: A, txid: 1n }, { url: B, txid: 1n });
  expect(said()).toEqual(['protected: every change is at /backup/a and /backup/b (1.0 MB)']);
});

test('the flicker of normal work is not said', async () => {
  update('safe', 1n, { url: A, txid: 1n });
  for (let txid = 2n; txid < 50n; txid++) {
    update('behind', txid, { url: A, txid: txid - 1n });
    await pass(100);
    update('safe', txid, { url: A, txid });
  }
  expect(said()).toHaveLength(1);
});

test('always one change behind, but moving, is not catching up', async () => {
  update('safe', 1n, { url: A, txid: 1n });
  for (let txid = 2n; txid < 100n; txid++) {
    update('behind', txid, { url: A, txid: txid - 1n });
    await pass(200);
  }
  expect(said()).toHaveLength(1);
});

test('a change that waits for seconds is, and safe again is said after it', async () => {
  update('safe', 1n, { url: A, txid: 1n });
  update('behind', 2n, { url: A, txid: 1n }, { url: B, txid: 2n });
  await pass(2999);
  expect(said()).toHaveLength(1);
  await pass(1);
  update('behind', 3n, { url: A, txid: 1n }, { url: B, txid: 3n });
  await pass(10_000);
  update('safe', 3n, { url: A, txid: 3n });
  expect(said().slice(1)).toEqual(['catching up: /backup/a', 'safe again: every change is at /backup/a']);
});

test('a long first copy is said to be one', async () => {
  update('behind', 1n, { url: A, txid: 0n });
  await pass(3000);
  expect(said()).toEqual(['making the first copy: /backup/a']);
});

test('trouble at a destination is said once, not again for the database, and its end too', () => {
  const waiting: ReplicaState = { kind: 'waiting', trouble, retryAt: 0 };
  update('safe', 1n, { url: A, txid: 1n });
  update({ kind: 'waiting', trouble }, 2n, { url: A, txid: 1n, state: waiting }, { url: B, txid: 2n });
  update({ kind: 'waiting', trouble }, 3n, { url: A, txid: 1n, state: waiting }, { url: B, txid: 3n });
  update('safe', 3n, { url: A, txid: 3n }, { url: B, txid: 3n });
  expect(said().slice(1)).toEqual([
    'waiting for /backup/a: /backup is not there — Connect it. Copying goes on by itself.',
    'safe again: every change is at /backup/a and /backup/b',
  ]);
  expect(reporter.hasSaid('destination-absent')).toBe(true);
  expect(reporter.hasSaid('destination-full')).toBe(false);
});

test('what was never safe is not safe again', () => {
  update({ kind: 'waiting', trouble }, 0n);
  update('safe', 1n, { url: A, txid: 1n });
  expect(said()).toEqual([
    'waiting: /backup is not there — Connect it. Copying goes on by itself.',
    'protected: every change is at /backup/a (1.0 MB)',
  ]);
});

test('trouble that comes back is said again', () => {
  const waiting: ReplicaState = { kind: 'waiting', trouble, retryAt: 0 };
  for (let round = 0; round < 2; round++) {
    update({ kind: 'waiting', trouble }, 2n, { url: A, txid: 1n, state: waiting });
    update('safe', 2n, { url: A, txid: 2n });
  }
  expect(said()).toHaveLength(4);
});

test('a database that needs somebody is an error', () => {
  update({ kind: 'failed', trouble: { code: 'database-not-sqlite', message: 'no database', hint: '' } }, 0n);
  expect(events).toEqual([
    {
      level: 'error',
      event: 'failed',
      message: 'needs you: no database',
      subject: 'shop.db',
      fields: { database: '/data/shop.db', code: 'database-not-sqlite', hint: '' },
    },
  ]);
});

test('a single copy does not wait: its trouble is final', () => {
  reportFor('copy-once');
  update({ kind: 'waiting', trouble }, 0n);
  expect(events).toMatchObject([
    { level: 'error', message: 'not copied: /backup is not there — Connect it.' },
  ]);
});

test('details for those who ask', () => {
  update('behind', 1n, { url: A, txid: 0n });
  update('safe', 1n, { url: A, txid: 1n });
  expect(events.filter(({ level }) => level === 'debug').map(({ message }) => message)).toEqual([
    'captured transaction 0000000000000001',
    'copied up to 0000000000000001 to /backup/a',
  ]);
});

test('nothing is said after the end', async () => {
  update('behind', 1n, { url: A, txid: 0n });
  reporter.end();
  await pass(10_000);
  expect(said()).toEqual([]);
});

test('another computer that writes is no trouble: this one stands by, said once', () => {
  const held: Trouble = { code: 'lease-held', message: 'MacBook holds the pen for /backup until 14:05', hint: 'Wait.' };
  const waiting = { kind: 'waiting', trouble: held, retryAt: 0 } as const;
  update({ kind: 'waiting', trouble: held }, 2n, { url: A, txid: 1n, state: waiting });
  update({ kind: 'waiting', trouble: held }, 3n, { url: A, txid: 1n, state: waiting });
  expect(said()).toEqual([
    'standing by: another computer writes there. MacBook holds the pen for /backup until 14:05; then this one goes on by itself.',
  ]);
  expect(events.find(({ event }) => event === 'standby')).toMatchObject({ level: 'info', fields: { destination: A } });
});
