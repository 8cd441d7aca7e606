// What a follower keeps for those who follow it.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { formatLtxName } from '../../../main/engine/ltx/name.ts';
import { Ring } from '../../../main/engine/stream/ring.ts';
import { Place } from './follower.ts';
import { Source, type SourceFile } from './source.ts';

async function add(ring: Ring, file: SourceFile): Promise<void> {
  const incoming = await ring.receive(file.open());
  incoming.keep(file.range);
  incoming.discard();
}

function history(place: Place): Source {
  const source = new Source(join(place.dir, 'source.db'));
  source.begin();
  for (let i = 0; i < 5; i++) source.transfer();
  return source;
}

test('keeps what it is asked to, within its bytes, and never what is held', async () => {
  const place = new Place();
  const { files } = history(place);
  const dir = join(place.dir, 'ring');
  let now = systemClock.now();
  const bytes = files.slice(-3).reduce((sum, file) => sum + file.bytes.length, 0);
  const ring = Ring.open({ ...place.options(), clock: { ...systemClock, now: () => now }, dir, bytes, age: 60_000 }, undefined);
  for (const file of files.slice(1, 4)) await add(ring, file);
  const release = ring.hold(files[1]!.range);
  for (const file of files.slice(4)) await add(ring, file);
  expect(ring.next(1n, 6n)).toMatchObject({ kind: 'file', range: { min: 2n, max: 2n } });
  release();
  release();
  ring.want('b', 4n);
  expect(ring.next(1n, 6n)).toEqual({ kind: 'gap' });
  expect(ring.next(3n, 6n)).toMatchObject({ kind: 'file', range: { min: 4n }, size: files[3]!.bytes.length });
  expect(ring.next(6n, 6n)).toEqual({ kind: 'none' });
  expect(ring.checksumAt(5n)).toBe(files[4]!.pos.postApplyChecksum);
  now += 120_000;
  ring.prune();
  expect(ring.next(3n, 6n)).toEqual({ kind: 'gap' });
  expect(ring.next(4n, 6n)).toMatchObject({ kind: 'file' });
  ring.unwant('b');
  expect(ring.next(4n, 6n)).toEqual({ kind: 'gap' });
  expect(readdirSync(dir)).toHaveLength(1);
});

test('after a kill has what leads to where the follower is, and nothing else', async () => {
  const place = new Place();
  const { files } = history(place);
  const dir = join(place.dir, 'ring');
  const options = { ...place.options(), dir };
  const ring = Ring.open(options, undefined);
  for (const file of files.filter((_, i) => i !== 2)) await add(ring, file);
  await ring.receive(files[2]!.open());
  writeFileSync(join(dir, 'foreign'), '');
  const again = Ring.open(options, files[4]!.pos);
  expect(again.next(3n, 5n)).toMatchObject({ kind: 'file', range: { min: 4n } });
  expect(again.next(1n, 5n)).toEqual({ kind: 'gap' });
  expect(readdirSync(dir)).toHaveLength(2);
  writeFileSync(join(dir, formatLtxName(files[4]!.range)), 'damaged');
  expect(Ring.open(options, files[4]!.pos).next(3n, 5n)).toEqual({ kind: 'gap' });
  expect(Ring.open(options, { txid: 5n, postApplyChecksum: 1n }).next(3n, 5n)).toEqual({ kind: 'gap' });
});
