import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asNobody } from '../tools/as-nobody.ts';
import { listFolder } from '../../main/headless/listing.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'listing-')));
const home = join(root, 'sam');
const outside = join(root, 'other');
for (const dir of [home, outside, join(root, 'sam2'), join(home, 'Shop'), join(home, '.config'), join(home, 'Shop/deep')]) mkdirSync(dir);
writeFileSync(join(home, 'b10.db'), 'x'.repeat(10));
writeFileSync(join(home, 'b9.db'), '');
writeFileSync(join(home, '.config/app.sqlite'), '');
writeFileSync(join(outside, 'secret.db'), '');
symlinkSync(outside, join(home, 'way-out'));
symlinkSync(join(outside, 'secret.db'), join(home, 'secret.db'));
symlinkSync(join(home, 'Shop'), join(home, 'shortcut'));
symlinkSync(join(home, 'nowhere'), join(home, 'dangling'));
symlinkSync(join(home, 'loop'), join(home, 'loop'));
symlinkSync(home, join(root, 'front-door'));

afterAll(() => {
  rmSync(root, { recursive: true });
});

test('the home folder: folders first, hidden ones too, numbers in order, nothing that leads out', async () => {
  const { folder, parent, entries, more } = await listFolder(home, undefined);
  expect({ folder, parent, more }).toEqual({ folder: home, parent: undefined, more: 0 });
  expect(entries.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'folder .config',
    'folder Shop',
    'folder shortcut',
    'file b9.db',
    'file b10.db',
  ]);
  expect(entries.at(-1)).toMatchObject({ path: join(home, 'b10.db'), size: 10, changedAt: expect.any(Number) as number });
  expect(entries[0]).toMatchObject({ size: 0 });
});

test('a folder below has a way up', async () => {
  expect(await listFolder(home, join(home, 'Shop/deep'))).toMatchObject({ parent: join(home, 'Shop'), entries: [] });
  expect(await listFolder(home, 'Shop')).toMatchObject({ folder: join(home, 'Shop'), parent: home });
  expect(await listFolder(home, join(home, 'shortcut'))).toMatchObject({ folder: join(home, 'Shop') });
});

test('a home that is a link to another place', async () => {
  expect(await listFolder(join(root, 'front-door'), join(root, 'front-door/Shop'))).toMatchObject({ folder: join(home, 'Shop') });
});

describe('nothing else is shown', () => {
  test.each([
    '/',
    '/etc',
    root,
    outside,
    join(root, 'sam2'),
    `${home}/..`,
    '..',
    '../other',
    'Shop/../../other',
    join(home, 'way-out'),
    join(home, 'way-out/.'),
    join(home, 'nowhere'),
    join(home, 'loop'),
  ])('%s', async (folder) => {
    await expect(listFolder(home, folder)).rejects.toMatchObject({ code: 'refused' });
  });

  test('a file is no folder', async () => {
    await expect(listFolder(home, join(home, 'b9.db'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('no more than 2000 entries, and how many there are besides', async () => {
  const many = join(home, 'Shop/many');
  mkdirSync(many);
  for (let i = 0; i < 2105; i++) writeFileSync(join(many, `${i}.db`), '');
  const { entries, more } = await listFolder(home, many);
  expect(entries).toHaveLength(2000);
  expect(more).toBe(105);
  expect(entries[0]!.name).toBe('0.db');
  expect(entries.at(-1)!.name).toBe('1999.db');
});

test('a folder that may not be read', async () => {
  const shut = join(home, 'shut');
  mkdirSync(shut);
  chmodSync(shut, 0);
  await asNobody([root, home], () => expect(listFolder(home, shut)).rejects.toMatchObject({ code: 'not-found' }));
});
