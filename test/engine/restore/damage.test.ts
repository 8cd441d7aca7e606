// Files that are gone or damaged: another way to the same point, or an error that names them. Never other
// data.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { LtxInfo } from '../../../main/engine/destination/destination.ts';
import { missingRanges } from '../../../main/engine/replica/history/gaps.ts';
import { planRestore } from '../../../main/engine/restore/plan.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { namesIn, optionsFor, refusalOf, scratchFolder } from './harness.ts';
import { EPOCH, History, makeHistory } from './history.ts';
import { cutTo, flip, layered } from './layered.ts';
import { MemoryDestination } from './memory.ts';
import { dice } from './plans.ts';

const history = makeHistory({ transactions: 18 });

async function imageOf(
  destination: MemoryDestination,
  target = { kind: 'latest' } as const,
): Promise<Buffer> {
  const output = join(scratchFolder(), 'x.db');
  await restoreToFile(optionsFor({ destination, output, target }));
  return readFileSync(output);
}

function infosOf(destination: MemoryDestination): LtxInfo[] {
  return [...destination.files.values()].map(({ info }) => info);
}

describe('a file that is missing from the listing', () => {
  test('is stood in for by the other levels, whichever it is', async () => {
    const roll = dice(3);
    for (let n = 0; n < 40; n++) {
      const destination = layered(history);
      const merged = infosOf(destination).filter(({ level }) => level === 1 || level === 2);
      destination.drop(merged[roll(merged.length)]!);
      destination.drop(merged[roll(merged.length)]!);
      expect(Buffer.compare(await imageOf(destination), history.images[18]!)).toBe(0);
    }
  });

  test('is a gap when nothing stands in for it', async () => {
    const destination = layered(history);
    for (const info of infosOf(destination)) if (info.min <= 14n && 14n <= info.max) destination.drop(info);
    const at = scratchFolder();
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output: join(at, 'x.db') })));
    expect(refusal.code).toBe('restore-gap');
    expect(refusal.message).toContain('000000000000000e');
    expect(namesIn(at)).toEqual([]);
  });

  test('is a gap for a time past it, never older data', async () => {
    const destination = layered(history);
    for (const info of infosOf(destination)) if (info.min <= 14n && 14n <= info.max) destination.drop(info);
    const output = join(scratchFolder(), 'x.db');
    const target = { kind: 'time', at: EPOCH + 16_500 } as const;
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output, target })));
    expect(refusal.code).toBe('restore-gap');
  });

  test('may be the only snapshot', async () => {
    const destination = new MemoryDestination();
    for (let n = 5; n <= 9; n++) destination.put(0, history.file(n, n));
    const refusal = await refusalOf(
      restoreToFile(optionsFor({ destination, output: join(scratchFolder(), 'x.db') })),
    );
    expect(refusal.code).toBe('restore-gap');
    expect(refusal.message).toMatch(/0{15}1 to 0{15}4$/);
  });
});

describe('a file of the plan that cannot be used', () => {
  const planned = planRestore(infosOf(layered(history)), { kind: 'latest' }).files;

  test.each([
    ['a flipped bit in its header', flip(45), /^ltx-/],
    ['nonsense for a page', (bytes: Uint8Array) => bytes.fill(0xff, 110, 125), /^ltx-page/],
    ['a flipped bit in its checksum', flip(-3), /^ltx-/],
    ['a flipped bit in its recorded checksum', flip(92), /^(ltx-|restore-checksum)/],
    ['half of it cut off', cutTo(400), /^ltx-truncated/],
    ['all of it cut off', cutTo(0), /^ltx-truncated/],
  ])('with %s is left out, and told', async (_, change, code) => {
    for (const file of planned) {
      const destination = layered(history);
      destination.damage(file, change);
      const output = join(scratchFolder(), 'x.db');
      const result = await restoreToFile(optionsFor({ destination, output }));
      expect(Buffer.compare(readFileSync(output), history.images[18]!)).toBe(0);
      expect(result.damaged).toHaveLength(1);
      expect(result.damaged[0]!.code).toMatch(code);
      expect(result.damaged[0]!.file).toMatchObject({ level: file.level, min: file.min, max: file.max });
    }
  });

  test('because it is gone by then is left out, with all that went with it', async () => {
    const destination = layered(history);
    destination.onOpen = () => {
      destination.onOpen = () => undefined;
      for (const info of infosOf(destination)) if (info.level > 0) destination.drop(info);
    };
    const output = join(scratchFolder(), 'x.db');
    const result = await restoreToFile(optionsFor({ destination, output }));
    expect(Buffer.compare(readFileSync(output), history.images[18]!)).toBe(0);
    expect(result.damaged.map(({ code }) => code)).toEqual(['object-missing']);
    expect(result.files).toBe(18);
  });

  test('is named when there is no other way', async () => {
    const destination = new MemoryDestination();
    for (let n = 1; n <= 4; n++) destination.put(0, history.file(n, n));
    destination.damage({ level: 0, min: 3n, max: 3n }, flip(-9));
    const at = scratchFolder();
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output: join(at, 'x.db') })));
    expect(refusal.code).toBe('restore-damaged');
    expect(refusal.message).toContain('level 0 file 0000000000000003-0000000000000003.ltx');
    expect(refusal.hint).toContain('before it: 0000000000000002');
    expect(namesIn(at)).toEqual([]);
  });

  test('that is always missing though listed ends in a gap that names it', async () => {
    const destination = new MemoryDestination();
    for (let n = 1; n <= 4; n++) destination.put(0, history.file(n, n));
    destination.onRead = ({ min }) => {
      if (min === 2n) throw new TidemarkError('object-missing', 'it is not there');
    };
    const refusal = await refusalOf(
      restoreToFile(optionsFor({ destination, output: join(scratchFolder(), 'x.db') })),
    );
    expect(refusal.code).toBe('restore-gap');
    expect(refusal.message).toContain('level 0 file 0000000000000002');
  });

  test('because it is another file under this name is left out', async () => {
    const destination = layered(history);
    const last = planned.at(-1)!;
    destination.damage(last, () => history.file(1, 2));
    const output = join(scratchFolder(), 'x.db');
    const result = await restoreToFile(optionsFor({ destination, output }));
    expect(result.damaged.map(({ code }) => code)).toEqual(['ltx-header']);
  });

  test('because it is longer than it was is left out', async () => {
    const destination = layered(history);
    const last = planned.at(-1)!;
    destination.damage(last, (bytes) => Buffer.concat([bytes, bytes]));
    const output = join(scratchFolder(), 'x.db');
    expect((await restoreToFile(optionsFor({ destination, output }))).damaged).toHaveLength(1);
  });
});

describe('recorded checksums', () => {
  const another = makeHistory({ transactions: 18, seed: 42 });

  test('tell a whole file of another history by what was before it', async () => {
    const destination = new MemoryDestination();
    for (let n = 1; n <= 3; n++) destination.put(0, history.file(n, n));
    destination.put(0, another.file(4, 4));
    const refusal = await refusalOf(
      restoreToFile(optionsFor({ destination, output: join(scratchFolder(), 'x.db') })),
    );
    expect(refusal.code).toBe('restore-checksum');
    expect(refusal.message).toMatch(
      /level 0 file 0{15}4.*before it.*recorded [0-9a-f]{16}, restored [0-9a-f]{16}/,
    );
  });

  test('tell a file that left out a change', async () => {
    const destination = new MemoryDestination();
    for (let n = 1; n <= 3; n++) destination.put(0, history.file(n, n));
    const kept = history.changed(4, 4).filter((pgno) => pgno > history.commit(3) || pgno === 1);
    destination.put(0, history.file(4, 4, 'rolling', kept));
    const refusal = await refusalOf(
      restoreToFile(optionsFor({ destination, output: join(scratchFolder(), 'x.db') })),
    );
    expect(refusal.code).toBe('restore-checksum');
    expect(refusal.message).toMatch(/after it.*recorded [0-9a-f]{16}, restored [0-9a-f]{16}/);
  });
});

test('a file that leaves out a page it adds is refused without any checksums', async () => {
  const growing = new History(512);
  growing.images.push(new Uint8Array(512).fill(1), new Uint8Array(4 * 512).fill(2));
  for (const pgnos of [[1, 2, 4], [1, 2, 3], [4], []]) {
    const destination = new MemoryDestination();
    destination.put(0, growing.file(1, 1, 'nothing'));
    destination.put(0, growing.file(2, 2, 'nothing', pgnos));
    const output = join(scratchFolder(), 'x.db');
    const refusal = await refusalOf(restoreToFile(optionsFor({ destination, output, check: 'none' })));
    expect(refusal.code).toBe('restore-damaged');
    expect(refusal.message).toContain('is left out');
  }
});

test('pages of another size in the middle are refused', async () => {
  const small = new History(512);
  small.images.push(new Uint8Array(1024).fill(1), new Uint8Array(1024).fill(2));
  const wide = new History(1024);
  wide.images.push(new Uint8Array(1024).fill(1), new Uint8Array(1024).fill(2));
  const destination = new MemoryDestination();
  destination.put(0, small.file(1, 1, 'nothing'));
  destination.put(0, wide.file(2, 2, 'nothing'));
  const refusal = await refusalOf(
    restoreToFile(optionsFor({ destination, output: join(scratchFolder(), 'x.db') })),
  );
  expect(refusal.message).toContain('pages of 1024 bytes follow pages of 512');
});

test('a page size that changes at a file that starts from nothing is no obstacle', async () => {
  const wide = makeHistory({ transactions: 6, pageSize: 1024, seed: 5 });
  const destination = new MemoryDestination();
  for (let n = 1; n <= 4; n++) destination.put(0, history.file(n, n));
  destination.put(9, wide.file(1, 5));
  destination.put(0, wide.file(6, 6));
  expect(Buffer.compare(await imageOf(destination), wide.images[6]!)).toBe(0);
});

test('random damage: the state that was asked for, or an error exactly when no way is left', async () => {
  const roll = dice(17);
  for (let n = 0; n < 120; n++) {
    const destination = layered(history, roll(2) === 0 ? 'rolling' : 'nothing');
    const usable: LtxInfo[] = [];
    for (const info of infosOf(destination)) {
      const fate = roll(6);
      if (fate === 0) destination.drop(info);
      else if (fate === 1) destination.damage(info, flip(-1 - roll(8)));
      else if (fate === 2) destination.damage(info, cutTo(roll(info.size)));
      else usable.push(info);
    }
    const ends = infosOf(destination).map(({ max }) => max);
    const txid = ends[roll(ends.length)]!;
    const output = join(scratchFolder(), 'x.db');
    const work = restoreToFile(optionsFor({ destination, output, target: { kind: 'txid', txid } }));
    const canBe = usable.some(({ max }) => max === txid) && missingRanges(usable, txid).length === 0;
    if (canBe) {
      await work;
      expect(Buffer.compare(readFileSync(output), history.images[Number(txid)]!)).toBe(0);
    } else {
      expect((await refusalOf(work)).code).toMatch(/^restore-(gap|no-point|damaged)$/);
    }
  }
});
