// The first minute with Tidemark: nothing is protected, databases are found, a place is chosen, and all is safe.
import { expect } from 'vitest';
import { countIn, CUSTOMERS, openShop } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('finds databases, protects those that are ticked, and shows that they are safe', async ({ desk, open }) => {
  const places = desk.folder('Documents');
  await openShop(desk);
  await desk.app('.mozilla/firefox/ada.default/places.sqlite').exec('CREATE TABLE moz_places (id INTEGER PRIMARY KEY)');
  const window = await open();

  await window.sees('Nothing is protected yet.');
  const ours = window.page.getByRole('checkbox', { name: /orders\.db/ });
  await ours.waitFor();
  expect(await ours.isChecked()).toBe(true);
  await window.sees('Browser data, caches and logs (1)');

  const where = window.page.getByRole('radiogroup', { name: 'Where copies go' });
  await where.getByRole('radio', { name: /Documents/ }).check();
  await window.sees('This is the computer’s own disk.');
  await window.button('Protect 1 database').click();

  await window.row('orders.db', 'Safe').waitFor();
  await window.sees('Your database is safe.');
  await window.sees('orders.db is safe on Documents.');
  const folders = await desk.folders();
  expect(folders).toEqual([expect.stringContaining(places)]);
  await desk.run('restore', '-o', desk.path('copy.db'), ...folders);
  expect(countIn(desk.path('copy.db'), 'customers')).toBe(CUSTOMERS);
});

test('takes what is dropped or chosen, and says why a file is not taken', async ({ desk, window }) => {
  await openShop(desk);
  desk.folder('Backups');
  desk.write('Shop/notes.txt', 'words, and no database at all '.repeat(40));

  await window.button('or choose files…').click();
  const picker = window.dialog('Choose databases');
  await picker.getByRole('option', { name: 'Shop' }).click();
  await picker.getByRole('option', { name: 'orders.db' }).first().click();
  await picker.getByRole('option', { name: 'notes.txt' }).click();
  await picker.getByRole('button', { name: 'Choose 2 files' }).click();
  await window.page.getByRole('checkbox', { name: /orders\.db/ }).and(window.page.locator(':checked')).waitFor();
  await window.sees('notes.txt was not taken');

  await window.page.getByRole('button', { name: /^Choose a folder…/ }).click();
  const folders = window.dialog('Choose a folder');
  await folders.getByRole('option', { name: 'Backups' }).click();
  await folders.getByRole('textbox', { name: 'Folder or file' }).and(window.page.locator('[value$="Backups"]')).waitFor();
  await folders.getByRole('button', { name: 'Choose this folder' }).click();
  await window.button('Protect 1 database').click();
  await window.row('orders.db', 'Safe').waitFor();
});
