// The whole window takes databases at any time, as files, as addresses, alone or in folders, and says what became of each.
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { dropFiles, dropPaths } from './rig/drop.ts';
import { order, openShop } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('a file whose place the browser hides is found by its name, size and time', async ({ desk, window }) => {
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  const other = desk.app('Documents/notes.db');
  await other.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)');
  await window.row('orders.db').waitFor();

  await dropFiles(window.page, desk.path('Documents/notes.db'));
  await window.row('notes.db', 'Safe').waitFor();
  await window.sees('notes.db is safe on Backups.');
});

test('one that cannot be told from another is asked for, and so is a folder', async ({ desk, window }) => {
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  for (const name of ['a/twin.db', 'b/twin.db']) await desk.app(name).exec('CREATE TABLE t (id INTEGER PRIMARY KEY)');
  const { mtime } = statSync(desk.path('a/twin.db'));
  desk.touch('b/twin.db', mtime);
  await window.row('orders.db').waitFor();

  await dropFiles(window.page, desk.path('a/twin.db'));
  await window.sees('Your browser does not say where twin.db is');
  await window.button('Choose…').click();
  const picker = window.dialog('Choose databases');
  await picker.getByRole('option', { name: /^b/ }).click();
  await picker.getByRole('option', { name: 'twin.db' }).click();
  await picker.getByRole('button', { name: 'Choose 1 file' }).click();
  await window.row('twin.db', 'Safe').waitFor();

  await dropFiles(window.page, desk.path('a'));
  await window.sees('Your browser does not say where a is');
});

test('addresses: a database, its log, a folder, a second time, a text, a copy of ours', async ({ desk, window }) => {
  const { page } = window;
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  for (const name of ['Documents/a.db', 'Documents/deep/b.db', 'logged.db']) {
    await desk.app(name).exec('PRAGMA journal_mode = wal; CREATE TABLE t (id INTEGER PRIMARY KEY)');
  }
  desk.write('Shop/read me.txt', 'words, and no database at all '.repeat(40));
  await window.row('orders.db').waitFor();

  await dropPaths(page, desk.path('logged.db-wal'));
  await window.row('logged.db', 'Safe').waitFor();
  await dropPaths(page, desk.path('Documents'));
  await window.row('a.db', 'Safe').waitFor();
  await window.row('b.db', 'Safe').waitFor();
  await dropPaths(page, desk.path('Shop/orders.db'));
  await window.sees('orders.db is protected already.');
  await dropPaths(page, desk.path('Shop/read me.txt'));
  await window.sees('read me.txt was not added');
  await window.sees(/not an? SQLite database/);

  await order(shop);
  await desk.run('sync', '-wait');
  const history = relative(desk.path(), (await desk.folders())[0]!);
  await desk.app(`${history}/inside.db`).exec('CREATE TABLE t (id INTEGER PRIMARY KEY)');
  await dropPaths(page, desk.path(`${history}/inside.db`));
  await window.sees('inside.db was not added');
  await window.sees('inside.db is one of Tidemark\'s own files.');
  await window.sees('All 4 databases are safe.');
});
