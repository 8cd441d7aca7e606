// A restore that is cancelled leaves everything as it was: the database, its folder, and Tidemark's own.
import { mkdirSync, readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { makeDatabase } from '../tools/make-db.ts';
import { count, CUSTOMERS, openShop } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('while it waits for another program: shown in Activity, cancelled there, and nothing has changed', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await shop.exec('DROP TABLE orders');
  await desk.run('sync', '-wait');
  const homeBefore = desk.ownFiles();
  await shop.exec('BEGIN IMMEDIATE');

  await window.row('orders.db', 'Safe').press('Enter');
  await window.page.getByRole('listbox', { name: 'Points' }).getByRole('option').nth(2).click();
  await window.button('Restore this…').click();
  const sheet = window.dialog('Restore orders.db');
  await sheet.getByRole('button', { name: /^Put back to / }).click();
  await sheet.getByText('Waiting for another program to let go…').waitFor();
  await sheet.getByRole('button', { name: 'Go on in the background' }).click();

  await window.page.getByRole('link', { name: /^Restoring/ }).click();
  await window.heading('Activity').waitFor();
  await window.sees(/^Restore orders\.db to /);
  await window.page.getByRole('main').getByRole('progressbar').waitFor();
  await window.button('Cancel').click();
  await window.sees(/^cancelled/);
  await shop.exec('COMMIT');
  expect(await shop.all("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([{ name: 'customers' }]);
  expect(await count(shop, 'customers')).toBe(CUSTOMERS);
  expect(readdirSync(desk.path('Shop')).sort()).toEqual(['orders.db', 'orders.db-shm', 'orders.db-wal']);
  await expect.poll(() => desk.ownFiles().filter((name) => !homeBefore.includes(name) && !name.startsWith('journal'))).toEqual([]);
});

test('in the middle of a large one', async ({ desk, window }) => {
  mkdirSync(desk.path('Large'));
  makeDatabase({ path: desk.path('Large/photos.db'), bytes: 250e6 });
  await desk.protect('Large/photos.db');
  await window.row('photos.db', 'Safe').press('r');
  const sheet = window.dialog('Restore photos.db');
  await sheet.getByRole('button', { name: 'Make the copy' }).click();
  await sheet.getByRole('button', { name: 'Cancel the restore' }).click();
  await sheet.getByText('Cancelled. No copy was made.').waitFor();
  expect(readdirSync(desk.path('Large')).filter((name) => !name.startsWith('photos.db'))).toEqual([]);
  await window.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await window.sees('Your database is safe.');
});
