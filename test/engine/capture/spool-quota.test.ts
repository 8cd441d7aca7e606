// Too much in the spool becomes less, and whatever happens meanwhile no transaction is missing from it.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Disk, systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { Ledger, SPOOL_DIR } from '../../../main/engine/capture/ledger.ts';
import { mergeable, mergeSpool } from '../../../main/engine/capture/spool-quota.ts';
import { decodeLtx } from '../../../main/engine/ltx/decoder.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { FolderScratch } from '../../../main/engine/ltx/scratch.ts';
import { stopAfter } from '../faults.ts';
import { begin, record } from './ledger-steps.ts';

const random = systemRandom;
const LAST = 24n;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-quota-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function open(dir: string, disk: Disk = systemDisk): Promise<Ledger> {
  const ledger = await Ledger.open({ disk, random }, dir);
  if (ledger.known === undefined) begin(ledger);
  for (let txid = ledger.known!.position.txid + 1n; txid <= LAST; txid++) await record(ledger, txid);
  return ledger;
}

function merge(ledger: Ledger, stands: readonly bigint[] = [1n], disk = systemDisk): Promise<string> {
  const files = mergeable(ledger.spool, { after: stands[0]!, head: ledger.known!.position.txid, stands });
  if (files === undefined) return Promise.resolve('nothing');
  const scratch = new FolderScratch(disk, random, join(ledger.dir, SPOOL_DIR));
  return mergeSpool(ledger.spool, files, { jobs: new InlineRunner(), scratch, signal: new AbortController().signal });
}

const ranges = (ledger: Ledger): string[] => ledger.spool.files.map(({ min, max }) => `${min}-${max}`);

/** Every transaction from 2 on, in files that follow each other and are sound. */
async function expectWhole(ledger: Ledger): Promise<void> {
  let next = 2n;
  for (const file of ledger.spool.files) {
    expect(file.min).toBe(next);
    next = file.max + 1n;
    const runs = decodeLtx(ledger.spool.open(file));
    let step = await runs.next();
    while (step.done !== true) step = await runs.next();
    expect(step.value.header.rolling?.pre).toBe(ledger.checksumAt(file.min - 1n));
    expect(step.value.header.rolling?.post).toBe(ledger.checksumAt(file.max));
  }
  expect(next).toBe(LAST + 1n);
}

describe('merging', () => {
  test('leaves one file, from which everybody goes on', async () => {
    const ledger = await open(root);
    const { bytes } = ledger.spool.backlog(1n);
    expect(await merge(ledger)).toBe('replaced');
    expect(ranges(ledger)).toEqual(['2-24']);
    expect(ledger.spool.backlog(1n)).toEqual({ files: 1, bytes: ledger.spool.files[0]!.size });
    expect(ledger.spool.files[0]!.size).toBeLessThan(bytes / 4);
    await expectWhole(ledger);
    ledger.close();
    const again = await open(root);
    expect(again.known?.position.checksum).toBe(again.known?.sums.checksum());
    expect(ranges(again)).toEqual(['2-24']);
    await record(again, LAST + 1n);
    expect(ranges(again)).toEqual(['2-24', '25-25']);
    again.close();
  });

  test('never reaches over where a destination stands, nor over what is being read', async () => {
    const ledger = await open(root);
    const release = ledger.spool.hold({ min: 20n, max: 20n });
    expect(await merge(ledger, [3n, 9n])).toBe('replaced');
    expect(ranges(ledger)).toContain('10-19');
    expect(await merge(ledger, [3n, 9n])).toBe('replaced');
    expect(await merge(ledger, [3n, 9n])).toBe('replaced');
    expect(await merge(ledger, [3n, 9n])).toBe('nothing');
    expect(ranges(ledger)).toEqual(['2-2', '3-3', '4-9', '10-19', '20-20', '21-24']);
    release();
    await expectWhole(ledger);
    ledger.close();
  });

  test('is given up when somebody begins to read what it would replace', async () => {
    const ledger = await open(root);
    const before = ranges(ledger);
    const merging = merge(ledger);
    ledger.spool.hold({ min: 5n, max: 5n });
    expect(await merging).toBe('busy');
    expect(ranges(ledger)).toEqual(before);
    expect(readdirSync(join(root, SPOOL_DIR)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    ledger.close();
  });

  test('is not done again for the little that came after', async () => {
    const ledger = await open(root);
    await merge(ledger);
    await record(ledger, LAST + 1n);
    expect(ledger.spool.files).toHaveLength(2);
    const [big, small] = ledger.spool.files;
    const isWorthIt = small!.size * 3 >= big!.size + small!.size;
    expect(await merge(ledger)).toBe(isWorthIt ? 'replaced' : 'nothing');
    ledger.close();
  });

  test('without room changes nothing', async () => {
    const faulty = stopAfter(systemDisk, Infinity);
    const ledger = await open(root, faulty.disk);
    const before = ranges(ledger);
    faulty.failNext('ENOSPC');
    await expect(merge(ledger)).rejects.toMatchObject({ code: 'disk-full' });
    expect(ranges(ledger)).toEqual(before);
    await expectWhole(ledger);
    ledger.close();
  });
});

test('stopped before any call that writes, it leaves a spool that is whole', async () => {
  const counting = stopAfter(systemDisk, Infinity);
  const counted = await open(join(root, 'count'), counting.disk);
  const from = counting.calls;
  await merge(counted, [1n], counting.disk);
  counted.close();
  const steps = counting.calls - from;
  expect(steps).toBeGreaterThan(20);
  for (let step = 1; step <= steps; step++) {
    const dir = join(root, String(step));
    const stopping = stopAfter(systemDisk, from + step);
    const ledger = await open(dir, stopping.disk);
    await merge(ledger, [1n], stopping.disk).catch(() => undefined);
    const again = await Ledger.open({ disk: systemDisk, random }, dir);
    expect(again.known?.position.txid).toBe(LAST);
    expect(again.known?.position.checksum).toBe(again.known?.sums.checksum());
    await expectWhole(again);
    again.close();
    rmSync(dir, { recursive: true });
  }
});
