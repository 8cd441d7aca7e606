import { expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../../main/cli/args/nearest.ts';

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['', 'abc', 3],
  ['restore', 'restore', 0],
  ['restroe', 'restore', 1],
  ['verfy', 'verify', 1],
  ['kitten', 'sitting', 3],
])('editDistance(%j, %j) is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test.each([
  ['replcas', 'replicas'],
  ['Path', 'path'],
  ['ptah', 'path'],
  ['utterly-different', undefined],
  ['x', undefined],
])('nearest(%j) is %j', (word, expected) => {
  expect(nearest(word, ['path', 'replica', 'replicas', 'checkpoint-interval'])).toBe(expected);
});

test('didYouMean says nothing when nothing is near', () => {
  expect(didYouMean('forec', ['force'], '-')).toBe('Did you mean -force?');
  expect(didYouMean('zzzz', ['force'])).toBe('');
});
