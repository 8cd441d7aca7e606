import { expect, test } from 'vitest';
import { collectGarbage } from '../../../main/engine/base/garbage.ts';
import { release, releaseWhole } from '../../../main/engine/base/release.ts';

test('what is released is empty', () => {
  const bytes = new Uint8Array(100);
  release(bytes);
  expect(bytes.length).toBe(0);
});

test('of what was given away only whole buffers are released', () => {
  const whole = new Uint8Array(100);
  const part = new Uint8Array(100).subarray(10);
  const pooled = Buffer.from('of the pool');
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  for (const bytes of [whole, part, pooled, shared]) releaseWhole(bytes);
  expect([whole, part, pooled, shared].map(({ length }) => length)).toEqual([0, 90, 11, 8]);
});

test('garbage is collected when asked', async () => {
  const gone = Promise.withResolvers<string>();
  const registry = new FinalizationRegistry<string>(gone.resolve);
  registry.register({ left: 'behind' }, 'collected');
  await Promise.resolve();
  collectGarbage();
  expect(await gone.promise).toBe('collected');
  expect(globalThis.gc).toBeUndefined();
});
