// docs/cli.md keeps up with the program.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../main/cli/commands.ts';
import { FILE_KEYS, DATABASE_KEYS } from '../../main/cli/config/file-keys.ts';
import { FOREIGN_KEYS, SERVER_KEYS } from '../../main/cli/config/replica-keys.ts';
import { KEYS } from '../../main/cli/config/reference.ts';
import { EXIT } from '../../main/cli/exit-codes.ts';

const docs = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');

test.each([...COMMANDS])('%s and its flags', async (name, entry) => {
  expect(docs).toMatch(new RegExp(`^## .*\\b${name}\\b`, 'm'));
  const { flags } = await entry.load();
  for (const flag of Object.keys(flags)) expect(docs).toContain(`\`-${flag}`);
});

test.each(KEYS)('the key $key with its default', ({ key, standard }) => {
  const row = docs.split('\n').find((line) => line.startsWith(`| \`${key}\``));
  expect(row?.split('|')[2]?.replaceAll('`', '').trim()).toBe(standard);
});

test('every other key, those of servers that there are not as a group', () => {
  const sections = ['dbs', 'logging', 'snapshot', 'replica', 'replicas', 'lease', 'levels'];
  const left = new Set([...sections, ...Object.values(FOREIGN_KEYS).flat()]);
  const keys = [...Object.keys(FILE_KEYS), ...Object.keys(DATABASE_KEYS)].filter((key) => !left.has(key));
  for (const key of [...keys, ...Object.values(SERVER_KEYS).flat()]) expect(docs).toMatch(new RegExp(`[\`.]${key}\``));
});

test('every exit code', () => {
  for (const code of [...Object.values(EXIT), 69]) expect(docs).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});
