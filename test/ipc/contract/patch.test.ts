import { describe, expect, test } from 'vitest';
import { applyPatch, diff } from '../../../main/ipc/contract/patch.ts';

type Tree = Record<string, unknown>;

/** Small, quick, and the same every time for one seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = ['a', 'b', 'c', '0', '', 'constructor', 'toString', 'at', 'set'];

function tree(random: () => number, depth: number): Tree {
  const keys = KEYS.filter(() => random() < 0.5);
  return Object.fromEntries(keys.map((key) => [key, value(random, depth)]));
}

function value(random: () => number, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  switch (kind) {
    case 0:
      return Math.floor(random() * 3);
    case 1:
      return random() < 0.5 ? 'x' : '';
    case 2:
      return null;
    case 3:
      return random() < 0.5;
    case 4:
      return [Math.floor(random() * 2), { deep: Math.floor(random() * 2) }];
    default:
      return tree(random, depth - 1);
  }
}

/** As a WebSocket carries it. */
const sent = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

describe('random states', () => {
  test('the patch leads from one to the other, also after it was sent', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const random = randomOf(seed);
      const before = tree(random, 3);
      const after = tree(random, 3);
      const kept = structuredClone(before);
      expect(applyPatch(before, sent(diff(before, after))), `seed ${seed}`).toEqual(after);
      expect(before, `seed ${seed}`).toEqual(kept);
    }
  });

  test('is empty for the same content, whatever the objects', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const state = tree(randomOf(seed), 3);
      expect(diff(state, structuredClone(state))).toEqual([]);
    }
  });

  test('a chain of many leads to the last', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomOf(seed);
      const states = Array.from({ length: 30 }, () => tree(random, 3));
      const end = states.reduce<{ seen: Tree; shown: Tree }>(
        ({ seen, shown }, next) => ({ seen: next, shown: applyPatch(shown, sent(diff(seen, next))) }),
        { seen: {}, shown: {} },
      );
      expect(end.shown).toEqual(end.seen);
    }
  });
});

test('what did not change stays the same object', () => {
  const before = { left: { deep: { n: 1 } }, right: { deep: { n: 1 } } };
  const after = applyPatch(before, diff(before, { left: { deep: { n: 2 } }, right: { deep: { n: 1 } } }));
  expect(after.right).toBe(before.right);
  expect(after.left).not.toBe(before.left);
});

test('names that objects have by themselves are names like others', () => {
  const after = JSON.parse('{"__proto__": {"polluted": 1}, "x": {"__proto__": 2}}') as Tree;
  const shown = applyPatch<Tree>({}, sent(diff({}, after)));
  expect(JSON.stringify(shown)).toBe(JSON.stringify(after));
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
