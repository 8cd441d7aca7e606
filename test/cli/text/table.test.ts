import { expect, test } from 'vitest';
import { formatPairs, formatTable } from '../../../main/cli/text/table.ts';

test('columns line up and lines end where their text ends', () => {
  const table = formatTable(
    [{ title: 'name' }, { title: 'size', align: 'right' }, { title: 'note' }],
    [
      ['a', '1.2 MB', ''],
      ['longer', '9 B', 'x'],
    ],
  );
  expect(table).toBe(['name      size  note', 'a       1.2 MB', 'longer     9 B  x'].join('\n'));
});

test('pairs line up', () => {
  const pairs = [
    ['a', '1'],
    ['bbb', '2'],
  ] as const;
  expect(formatPairs(pairs, '  ')).toBe('  a    1\n  bbb  2');
});
