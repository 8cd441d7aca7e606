// Binary search against looking at every place.
import { expect, test } from 'vitest';
import { firstPlace } from '../../../main/engine/base/search.ts';

test('finds the first place that is not below, wherever that is, and the end when all are', () => {
  for (let count = 0; count <= 20; count++) {
    for (let bound = 0; bound <= count; bound++) {
      const asked: number[] = [];
      const found = firstPlace(count, (place) => {
        asked.push(place);
        return place < bound;
      });
      expect(found).toBe(bound);
      expect(asked.every((place) => place >= 0 && place < count)).toBe(true);
    }
  }
});
