import { expect, test } from 'vitest';
import { isTidemarkError, TidemarkError } from '../../../main/engine/base/errors.ts';
import { packError, unpackError } from '../../../main/engine/jobs/wire.ts';

const cross = (error: unknown): Error => unpackError(structuredClone(packError(error)));

test('keeps a chain of causes of both kinds', () => {
  const root = Object.assign(new RangeError('root'), { code: 'ENOSPC' });
  const crossed = cross(new TidemarkError('disk-full', 'top', { hint: 'do', retry: 'later', cause: root }));
  expect(isTidemarkError(crossed, 'disk-full')).toBe(true);
  expect(crossed.cause).toMatchObject({ name: 'RangeError', message: 'root', code: 'ENOSPC' });
});

test('keeps the stack of the place that threw', () => {
  const error = new Error('here');
  expect(cross(error).stack).toBe(error.stack);
});

test('ends with a chain of causes that leads back to itself', () => {
  const error = new Error('snake');
  error.cause = error;
  expect(cross(error).message).toBe('snake');
});

test('makes an error of anything thrown', () => {
  expect(cross('just words').message).toBe('just words');
  expect(cross(undefined).message).toBe('undefined');
});
