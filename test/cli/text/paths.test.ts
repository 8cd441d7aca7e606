import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { databasePath, isDatabaseUrl } from '../../../main/cli/text/paths.ts';

test.each([
  ['shop.db', '/desk/shop.db'],
  ['/var/shop.db', '/var/shop.db'],
  ['../shop.db', '/shop.db'],
  ['~/shop.db', `${homedir()}/shop.db`],
  ['~shop.db', '/desk/~shop.db'],
  ['sqlite:///var/shop.db', '/var/shop.db'],
  ['sqlite3://shop.db', '/desk/shop.db'],
  ['sqlite://~/shop.db', `${homedir()}/shop.db`],
])('%j is %s', (text, path) => {
  expect(databasePath(text, '/desk')).toBe(path);
});

test('only sqlite:// and sqlite3:// mark a database', () => {
  expect(isDatabaseUrl('sqlite:///a')).toBe(true);
  expect(isDatabaseUrl('sqlite3:///a')).toBe(true);
  expect(isDatabaseUrl('file:///a')).toBe(false);
});
