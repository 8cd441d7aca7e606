// A primary that is cut off stops before its pen lapses, and another one takes over; when the network heals, what the first
// wrote meanwhile is set apart, and all have the same. Over TLS, with the pen in a bucket.
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { formatDestination } from '../../../../main/engine/destination/url.ts';
import { fingerprintOf, ownCertificate } from '../../../../main/engine/stream/server/certificate.ts';
import { liveDir } from '../../../../main/engine/stream/server/server.ts';
import { useS3 } from '../../../servers/s3.ts';
import { Fleet, type FleetNode, until } from './fleet.ts';
import { Network, whyNoNetwork } from './network.ts';

const reason = whyNoNetwork();

describe.skipIf(reason !== undefined)(`computers in a network that breaks${reason === undefined ? '' : ` (${reason})`}`, () => {
  const s3 = useS3();
  let fleet: Fleet;
  let network: Network;
  beforeEach(() => {
    fleet = new Fleet();
    network = Network.make();
  });
  afterEach(async () => {
    await fleet[Symbol.asyncDispose]();
    network[Symbol.dispose]();
  });

  /** Computer `n` at 10.77.0.n. */
  async function computer(n: number, peers: readonly string[], ...more: readonly string[]): Promise<FleetNode> {
    const { location, secrets } = s3;
    const lease = formatDestination({ ...location, path: 'pen', endpoint: 'http://10.77.0.1:9000' });
    const env = { AWS_ACCESS_KEY_ID: secrets['access-key-id'], AWS_SECRET_ACCESS_KEY: secrets['secret-access-key'] };
    const others = peers.length === 0 ? [] : ['-peer', peers.join()];
    const flags = ['-candidate', '-lease', lease, '-lease-ttl', '3s', '-listen', `10.77.0.${n}:7674`, ...others, ...more];
    return Promise.resolve(fleet.node(`node-${n}`, { flags, inside: network.join(n), env }));
  }

  async function urlOf(n: number): Promise<string> {
    const dir = liveDir(join(fleet.dir, `node-${n}`));
    const certificate = await ownCertificate({ dir, disk: systemDisk, random: systemRandom, now: systemClock.now() });
    return `https://10.77.0.${n}:7674#${fingerprintOf(certificate)}`;
  }

  test('one that is cut off stops in time, and what only it had is set apart', async () => {
    await network.reach(Number(new URL(s3.endpoint).port), join(fleet.dir, 's3.sock'));
    const [firstUrl, secondUrl] = [await urlOf(2), await urlOf(3)];
    const first = await computer(2, [secondUrl]);
    const second = await computer(3, [firstUrl]);
    new Sqlite(first.path).exec('CREATE TABLE t (a)').close();
    first.start();
    await until(() => first.isPrimary);
    second.start();
    write(first, 'both');
    await until(() => read(second).includes('both'));

    network.cut(2);
    // A program there goes on for as long as it may.
    const both: number[] = [];
    const cutAt = Date.now();
    write(first, 'lost');
    while (!second.isPrimary) {
      if (arePrimaries(first, second)) both.push(Date.now() - cutAt);
      await sleep(5);
    }
    expect(first.isPrimary).toBe(false);
    expect(both).toEqual([]);
    write(second, 'kept');

    network.heal(2);
    await until(() => read(first).includes('kept'));
    expect(read(first)).toEqual(['both', 'kept']);
    expect(second.isPrimary).toBe(true);
    await until(() => first.said.some(({ event }) => event === 'set-apart'));
    const { path = '' } = first.said.find(({ event }) => event === 'set-apart')!;
    expect(valuesIn(path)).toEqual(['both', 'lost']);
  }, 90_000);

  test('a slow network that loses things brings everything all the same', async (context) => {
    await network.reach(Number(new URL(s3.endpoint).port), join(fleet.dir, 's3.sock'));
    await network.slow(2, 20);
    const first = await computer(2, [], '-advertise', 'https://10.77.0.1:7674');
    const second = await computer(3, []);
    const why = network.lose(2, 15) ?? network.lose(3, 15);
    context.skip(why !== undefined, `the kernel cannot lose packets: ${why ?? ''}`);
    new Sqlite(first.path).exec('CREATE TABLE t (a)').close();
    first.start();
    await until(() => first.isPrimary);
    second.start();
    for (let i = 0; i < 50; i++) {
      write(first, `row ${i}`);
      await sleep(40);
    }
    await until(() => read(second).length === 50);
    expect([network.lost(2), network.lost(3)].every((lost) => lost > 0)).toBe(true);
  }, 90_000);
});

function arePrimaries(...nodes: readonly FleetNode[]): boolean {
  return nodes.every((node) => node.isPrimary);
}

function write({ path }: FleetNode, value: string): void {
  const db = new Sqlite(path, { timeout: 2000 });
  db.pragma('journal_mode = wal');
  db.prepare('INSERT INTO t VALUES (?)').run(value);
  db.close();
}

function read({ path }: FleetNode): string[] {
  try {
    return valuesIn(path);
  } catch {
    return [];
  }
}

function valuesIn(path: string): string[] {
  const db = new Sqlite(path, { readonly: true, timeout: 2000 });
  try {
    return db.prepare<[], string>('SELECT a FROM t ORDER BY rowid').pluck().all();
  } finally {
    db.close();
  }
}
