// What survives: the ledger after a stop between any two calls to the disk, and after damage to any of its files.
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { Ledger, POSITIONS_FILE, SPOOL_DIR, SUMS_FILE } from '../../../main/engine/capture/ledger.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import { stopAfter } from '../faults.ts';
import { begin, position, record } from './ledger-steps.ts';

const random = systemRandom;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function write(disk: Disk, dir: string, upTo: bigint): Promise<void> {
  const ledger = await Ledger.open({ disk, random }, dir);
  if (ledger.known === undefined) begin(ledger);
  for (let txid = ledger.known!.position.txid + 1n; txid <= upTo; txid++) await record(ledger, txid);
  ledger.close();
}

const reopen = (dir: string): Promise<Ledger> => Ledger.open({ disk: systemDisk, random }, dir);

describe('the ledger', () => {
  it('is after closing and opening where it was', async () => {
    await write(systemDisk, root, 7n);
    const ledger = await reopen(root);
    expect(ledger.known?.position).toMatchObject({ ...position(7n, 4), checksum: ledger.known?.sums.checksum() });
    expect(ledger.spool.files.map(({ max }) => max)).toEqual([2n, 3n, 4n, 5n, 6n, 7n]);
    expect(ledger.checksumAt(7n)).toBe(ledger.known?.position.checksum);
    ledger.close();
  });

  it('is undone by a file that cannot be written, and goes on with the next', async () => {
    const disk = stopAfter(systemDisk, Number.POSITIVE_INFINITY);
    const ledger = await Ledger.open({ disk: disk.disk, random }, root);
    begin(ledger);
    await record(ledger, 2n);
    const before = ledger.known!.sums.checksum();
    disk.failNext('ENOSPC');
    await expect(record(ledger, 3n)).rejects.toMatchObject({ code: 'disk-full', retry: 'later' });
    expect(ledger.known!.sums.checksum()).toBe(before);
    expect(ledger.known!.position.txid).toBe(2n);
    expect(ledger.known!.sums.commit).toBe(4);
    await record(ledger, 3n);
    expect(ledger.known!.position.txid).toBe(3n);
    ledger.close();
    expect((await reopen(root)).known?.position.txid).toBe(3n);
  });

  it('goes on as if nothing had been after any single call that failed', async () => {
    const counting = stopAfter(systemDisk, Number.POSITIVE_INFINITY);
    await write(counting.disk, join(root, 'count'), 5n);
    const expected = await checksums(join(root, 'count'));
    for (let call = 1; call <= counting.calls; call++) {
      const dir = join(root, String(call));
      const faulty = stopAfter(systemDisk, Number.POSITIVE_INFINITY);
      faulty.failCall(call, 'ENOSPC');
      const ledger = await Ledger.open({ disk: faulty.disk, random }, dir).catch(() => reopen(dir));
      if (ledger.known === undefined) {
        try {
          begin(ledger);
        } catch {
          begin(ledger);
        }
      }
      for (let txid = ledger.known!.position.txid + 1n; txid <= 5n; txid++) {
        await record(ledger, txid).catch(() => record(ledger, txid));
      }
      expect(ledger.known!.position.checksum).toBe(expected.get(5n));
      ledger.close();
      const again = await reopen(dir);
      expect(again.known?.position).toMatchObject({ txid: 5n, checksum: expected.get(5n) });
      again.close();
      rmSync(dir, { recursive: true });
    }
  });

  it('comes back whole, or one transaction further, after a stop before any call that writes', async () => {
    const counting = stopAfter(systemDisk, Number.POSITIVE_INFINITY);
    await write(counting.disk, join(root, 'count'), 5n);
    expect(counting.calls).toBeGreaterThan(40);
    const expected = await checksums(join(root, 'count'));
    for (let call = 1; call <= counting.calls; call++) {
      const dir = join(root, String(call));
      const stopping = stopAfter(systemDisk, call);
      await write(stopping.disk, dir, 5n).catch(() => undefined);
      const ledger = await reopen(dir);
      const { known } = ledger;
      if (known !== undefined) {
        expect(known.sums.checksum()).toBe(known.position.checksum);
        expect(known.position.checksum).toBe(expected.get(known.position.txid));
      }
      ledger.close();
      await write(systemDisk, dir, 6n);
      expect((await reopen(dir)).known?.position.txid).toBeGreaterThanOrEqual(6n);
      rmSync(dir, { recursive: true });
    }
  });

  it('never lets what was captured follow another history, after a stop before any call of starting over', async () => {
    const sums = PageSums.from(new Uint32Array(4).fill(9), 2);
    const elsewhere = { ...position(3n, 2), checksum: sums.checksum() };
    const startOver = async (disk: Disk, dir: string): Promise<void> => {
      const ledger = await Ledger.open({ disk, random }, dir);
      ledger.startOver(elsewhere, sums);
      ledger.close();
    };
    await write(systemDisk, join(root, 'count'), 5n);
    const counting = stopAfter(systemDisk, Number.POSITIVE_INFINITY);
    await startOver(counting.disk, join(root, 'count'));
    const before = new Set<string>();
    for (let call = 1; call <= counting.calls; call++) {
      const dir = join(root, String(call));
      await write(systemDisk, dir, 5n);
      await startOver(stopAfter(systemDisk, call).disk, dir).catch(() => undefined);
      const ledger = await reopen(dir);
      const isElsewhere = ledger.checksumAt(3n) === elsewhere.checksum;
      if (isElsewhere) expect(ledger.spool.files).toEqual([]);
      else expect(ledger.highestTxid).toBe(5n);
      before.add(`${ledger.known?.position.txid ?? 'nothing'} ${isElsewhere ? 'elsewhere' : 'here'}`);
      ledger.close();
    }
    expect([...before].sort()).toEqual(['3 elsewhere', '5 here', 'nothing elsewhere', 'nothing here']);
  });

  it('ignores a torn record and cuts it off', async () => {
    await write(systemDisk, root, 4n);
    const path = join(root, POSITIONS_FILE);
    const { length } = readFileSync(path);
    for (const cut of [1, 50, 95]) {
      truncateSync(path, length - cut);
      const ledger = await reopen(root);
      expect(ledger.known?.position).toMatchObject({ txid: 4n, wal: { kind: 'none' } });
      ledger.close();
      expect(readFileSync(path).length % 96).toBe(0);
      appendFileSync(path, Buffer.alloc(10));
      (await reopen(root)).close();
    }
  });

  it('does not give a transaction id twice when a power cut took the newest records', async () => {
    await write(systemDisk, root, 4n);
    truncateSync(join(root, POSITIONS_FILE), 96);
    const ledger = await reopen(root);
    ledger.prune(4n);
    expect(ledger.known?.position).toMatchObject({ txid: 4n, commit: ledger.known?.sums.commit });
    expect(ledger.highestTxid).toBe(4n);
    expect(ledger.checksumAt(4n)).toBe(ledger.known?.position.checksum);
    ledger.close();
  });

  it.each([SUMS_FILE, POSITIONS_FILE])('knows nothing, rather than something wrong, without %s', async (name) => {
    await write(systemDisk, root, 4n);
    rmSync(join(root, name));
    const ledger = await reopen(root);
    expect(ledger.known).toBeUndefined();
    expect(ledger.highestTxid).toBe(4n);
    ledger.close();
  });

  it('never believes a damaged page-sum table or a damaged file of the spool', async () => {
    await write(systemDisk, root, 4n);
    const sums = readFileSync(join(root, SUMS_FILE));
    for (let at = 0; at < sums.length; at += 7) {
      const damaged = Buffer.from(sums);
      damaged[at]! ^= 0x10;
      writeFileSync(join(root, SUMS_FILE), damaged);
      const ledger = await reopen(root);
      if (ledger.known !== undefined) expect(ledger.known.sums.checksum()).toBe(ledger.known.position.checksum);
      ledger.spool.prune(0n);
    }
  });

  it('prunes only what the stored table does not need', async () => {
    const ledger = await reopen(root);
    begin(ledger);
    for (let txid = 2n; txid <= 6n; txid++) await record(ledger, txid);
    ledger.prune(6n);
    expect(ledger.spool.files).toHaveLength(5);
    ledger.close();
    const again = await reopen(root);
    again.prune(4n);
    expect(again.spool.files.map(({ max }) => max)).toEqual([5n, 6n]);
    again.close();
    expect((await reopen(root)).known?.position.txid).toBe(6n);
  });

  it('leaves no temporary file behind', async () => {
    await write(stopAfter(systemDisk, 30).disk, root, 9n).catch(() => undefined);
    (await reopen(root)).close();
    expect(existsSync(join(root, SPOOL_DIR))).toBe(true);
    expect(readdirSync(join(root, SPOOL_DIR)).filter((name) => !name.endsWith('.ltx'))).toEqual([]);
  });
});

async function checksums(dir: string): Promise<Map<bigint, bigint>> {
  const map = new Map<bigint, bigint>();
  const ledger = await reopen(dir);
  for (let txid = 1n; txid <= 6n; txid++) {
    const checksum = ledger.checksumAt(txid);
    if (checksum !== undefined) map.set(txid, checksum);
  }
  ledger.close();
  return map;
}
