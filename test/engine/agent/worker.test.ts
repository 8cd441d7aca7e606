// A job that the worker does not know fails only when a database is large enough: so it is looked for here.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../../main');

test('the worker serves every job of the engine', () => {
  const sources = globSync('engine/**/*.ts', { cwd: main }).map((path) =>
    readFileSync(join(main, path), 'utf8'),
  );
  const jobs = sources.flatMap((source) =>
    [...source.matchAll(/export const (\w+) = defineJob/g)].map(([, name]) => name),
  );
  const served = /serveJobs\(\[([^\]]*)\]\)/.exec(readFileSync(join(main, 'engine/agent/worker.ts'), 'utf8'))![1]!;
  expect(jobs.length).toBeGreaterThan(0);
  expect(
    served
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .sort(),
  ).toEqual(jobs.sort());
});
