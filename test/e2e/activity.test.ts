// Activity tells what was done: by whom, where, how it went; and what runs now, with a way to end it.
import { expect } from 'vitest';
import { openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('what was done is there, filtered and opened', async ({ desk, window }) => {
  const { page } = window;
  const shop = await openShop(desk);
  await desk.app('Documents/notes.db').exec('CREATE TABLE notes (id INTEGER PRIMARY KEY)');
  await desk.protect('Shop/orders.db');
  await desk.protect('Documents/notes.db');
  await order(shop);
  await desk.run('stop', desk.path('Shop/orders.db'), '-for', '1h');
  await desk.run('start');
  await desk.run('sync', '-wait');
  await window.row('orders.db', 'Safe').press('r');
  const sheet = window.dialog('Restore orders.db');
  await sheet.getByRole('button', { name: 'Make the copy' }).click();
  await sheet.getByText(/^A copy as of .* is there\.$/).waitFor();
  await sheet.getByRole('button', { name: 'Close' }).last().click();

  await window.go('Activity');
  const rows = page.getByRole('listitem').filter({ has: page.getByRole('button', { expanded: false }) });
  for (const title of ['Protect orders.db', 'Protect notes.db', 'First copy of orders.db', 'Resume orders.db']) await window.sees(title);
  await window.sees(/^Pause orders\.db until /);
  await window.pick('Kind', 'Restores');
  await window.seesNo('Protect orders.db');
  await window.sees(/^Copy of orders\.db as of /);
  expect(await rows.count()).toBe(1);
  await rows.getByRole('button').click();
  for (const fact of ['Began', 'Ended', 'TXID', 'Copy at', 'Operation']) await page.getByRole('term').filter({ hasText: fact }).first().waitFor();
  await window.sees(/~\/Shop\/orders \d{4}-\d\d-\d\d/);

  await window.pick('Kind', 'By you');
  await window.sees('Protect notes.db');
  await page.getByRole('combobox', { name: 'Database' }).selectOption('notes.db');
  await window.seesNo('Protect orders.db');
  await window.sees('Protect notes.db');
  await window.pick('Kind', 'Troubles');
  await window.sees('Nothing of that kind');
});
