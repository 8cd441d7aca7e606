// What a browser or a window has to load: all screens in all languages, as built.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SCREENS = join(import.meta.dirname, '../../dist/renderer');
/** Bytes before compression. */
const MOST = 600_000;

test('are smaller than was promised', () => {
  const files = readdirSync(SCREENS, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(SCREENS, name)));
  const bytes = files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0);
  expect(bytes).toBeGreaterThan(MOST / 10);
  expect(bytes).toBeLessThan(MOST);
});
