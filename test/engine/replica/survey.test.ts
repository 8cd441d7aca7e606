import { expect, test } from 'vitest';
import type { LtxRef } from '../../../main/engine/destination/destination.ts';
import { surveyFiles } from '../../../main/engine/replica/survey.ts';
import { ref } from '../destination/samples.ts';

const survey = (...files: LtxRef[]): { position: number; newest: number; snapshot: number } => {
  const { position, newest, snapshot } = surveyFiles(files);
  return { position: Number(position), newest: Number(newest), snapshot: Number(snapshot) };
};

test.each<[string, LtxRef[], [number, number, number]]>([
  ['nothing', [], [0, 0, 0]],
  ['a first file', [ref(0, 1)], [1, 1, 0]],
  ['a chain', [ref(0, 1), ref(0, 2), ref(0, 3)], [3, 3, 0]],
  ['a chain with a gap', [ref(0, 1), ref(0, 2), ref(0, 4)], [2, 4, 0]],
  ['a chain without its beginning', [ref(0, 5), ref(0, 6)], [0, 6, 0]],
  ['a snapshot', [ref(9, 1, 7)], [7, 7, 7]],
  ['a snapshot and what follows', [ref(9, 1, 7), ref(0, 8), ref(0, 9)], [9, 9, 7]],
  ['a snapshot over a gap', [ref(0, 1), ref(0, 5), ref(0, 6), ref(9, 1, 5)], [6, 6, 5]],
  ['merged files', [ref(1, 1, 4), ref(1, 5, 8), ref(0, 9)], [9, 9, 0]],
  ['files that overlap', [ref(9, 1, 10), ref(1, 8, 15), ref(0, 14), ref(0, 16)], [16, 16, 10]],
  ['a file within another', [ref(1, 1, 20), ref(0, 5), ref(0, 21)], [21, 21, 0]],
  ['several snapshots, the newer one listed first', [ref(9, 1, 9), ref(9, 1, 3)], [9, 9, 9]],
])('%s', (_, files, [position, newest, snapshot]) => {
  expect(survey(...files)).toEqual({ position, newest, snapshot });
  expect(survey(...files.toReversed())).toEqual({ position, newest, snapshot });
});

test('names the files that end at the position', () => {
  const { ends } = surveyFiles([ref(0, 1), ref(0, 2), ref(0, 3), ref(1, 1, 3), ref(9, 1, 2), ref(0, 5)]);
  expect(ends).toEqual([ref(0, 3), ref(1, 1, 3)]);
});
