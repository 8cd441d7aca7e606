// A writer that the configuration names.
import { expect, test } from 'vitest';
import { PenHolder } from '../../../main/engine/lease/holder.ts';
import { primaryOf } from '../../../main/engine/lease/primary.ts';
import { staticLeaser } from '../../../main/engine/lease/static.ts';
import { FakeClock } from '../fake-clock.ts';

const signal = new AbortController().signal;

test('who is it writes for ever', async () => {
  const leaser = staticLeaser({ holder: 'us', owner: 'Ana' });
  const clock = new FakeClock();
  const holder = new PenHolder({ leaser, clock });
  expect(await holder.ensure(signal)).toBe('fresh');
  clock.advance(1e12);
  expect(await holder.ensure(signal)).toBe('kept');
  holder.check();
  expect(holder.pen).toMatchObject({ kind: 'ours', generation: 1 });
  await holder.takeOver(signal);
  await holder.letGo();
});

test('who is not never does', async () => {
  const leaser = staticLeaser({ holder: 'other', owner: 'NAS' });
  const holder = new PenHolder({ leaser, clock: new FakeClock() });
  await expect(holder.ensure(signal)).rejects.toThrow('NAS holds the pen');
  expect(() => {
    holder.check();
  }).toThrow('NAS has it');
  expect(holder.pen).toMatchObject({ kind: 'theirs', owner: 'NAS' });
  await expect(holder.takeOver(signal)).rejects.toMatchObject({ code: 'refused' });
  await expect(leaser.break()).rejects.toMatchObject({ code: 'refused' });
});

test('everybody knows where it can be followed', async () => {
  const leaser = staticLeaser({ holder: 'other', owner: 'NAS', url: 'http://127.0.0.1:7674' });
  expect(primaryOf(await leaser.read(), Date.now())).toMatchObject({ name: 'NAS', url: 'http://127.0.0.1:7674' });
});

test('there is nothing to renew or let go of without it', async () => {
  const leaser = staticLeaser({ holder: 'us', owner: 'Ana' });
  await expect(leaser.renew(undefined)).rejects.toMatchObject({ code: 'lease-required' });
  await expect(leaser.release(undefined)).rejects.toMatchObject({ code: 'lease-required' });
  expect(await leaser.read()).toMatchObject({ owner: 'Ana' });
});
