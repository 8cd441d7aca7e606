import { expect, test } from 'vitest';
import { round, tableOf } from './report.ts';

test.each([
  [0, '0'],
  [0.012345, '0.0123'],
  [1.005, '1.00'],
  [12.34, '12.3'],
  [999.4, '999'],
  [123456.7, '123457'],
  [NaN, '—'],
  [Infinity, '—'],
])('%d is shown as %s', (value, text) => {
  expect(round(value)).toBe(text);
});

test('the table has a line for each anchor, and says what failed', () => {
  const table = tableOf([
    {
      kind: 'measured',
      row: 'restore',
      runs: 3,
      figures: [
        {
          what: '512 MB',
          unit: 'MB/s',
          ours: 400,
          range: [390, 410],
          anchors: [
            { name: 'cp', value: 800, ratio: 0.5 },
            { name: 'lz4', value: 200, ratio: 2 },
          ],
          verdict: { budget: { of: { ratioTo: 'lz4' }, is: 'at least', limit: 2.5 }, met: 'no' },
        },
      ],
    },
    { kind: 'failed', row: 'lag', error: 'no' },
  ]);
  expect(table.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['row', 'figure', 'ours', 'range', 'anchor', 'ours ÷ anchor', 'budget'],
    ['restore', '512 MB', '400', 'MB/s', '390–410', 'cp', '800', '0.500×', 'at least 2.5× lz4: MISSED'],
    ['', 'lz4', '200', '2.00×'],
    ['lag', 'FAILED: see above'],
  ]);
});
