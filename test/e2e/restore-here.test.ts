// A table is destroyed by a program that keeps its connection open; it is put back under it, undone, and put back again.
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { count, CUSTOMERS, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('put back, undo, undo of the undo: the other program sees each on the connection it has open', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await order(shop);
  await desk.run('sync', '-wait');
  await shop.exec('PRAGMA foreign_keys = off; DELETE FROM customers');
  await desk.run('sync', '-wait');
  expect(await count(shop, 'customers')).toBe(0);

  await window.row('orders.db', 'Safe').press('Enter');
  await window.page.getByRole('slider').press('ArrowLeft');
  await window.sees('This is the newest point');
  await window.press('ArrowLeft');
  await window.sees('1 change lies between this moment and now');
  await window.button('Restore this…').click();
  const sheet = window.dialog('Restore orders.db');
  expect(await sheet.getByRole('radio', { name: /^Put it back here/ }).isChecked()).toBe(true);
  await sheet.getByRole('button', { name: /^Put back to / }).click();
  await sheet.getByText(/^Back to .*\.$/).waitFor();
  expect(await count(shop, 'customers')).toBe(CUSTOMERS);

  await sheet.getByRole('button', { name: 'Undo' }).click();
  await sheet.getByText('Undone: it is again as it was before.').waitFor();
  expect(await count(shop, 'customers')).toBe(0);

  await sheet.getByRole('button', { name: 'Undo this too' }).click();
  await expect.poll(() => count(shop, 'customers')).toBe(CUSTOMERS);
  await sheet.getByRole('button', { name: 'Close' }).last().click();

  await window.sees(/^Put back to /);
  await window.button('Undo').click();
  await expect.poll(() => count(shop, 'customers')).toBe(0);
  await window.sees('Your database is safe.');
  expect(readdirSync(desk.path('Shop')).filter((name) => !name.startsWith('orders.db'))).toEqual([]);
});

test('the program goes on writing right after, and what it writes is copied', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await shop.exec('DROP TABLE orders');
  await desk.run('sync', '-wait');
  await window.row('orders.db', 'Safe').press('Enter');
  await window.page.getByRole('listbox', { name: 'Points' }).getByRole('option').nth(2).click();
  await window.button('Restore this…').click();
  const sheet = window.dialog('Restore orders.db');
  await sheet.getByRole('button', { name: /^Put back to / }).click();
  await sheet.getByText(/^Back to .*\.$/).waitFor();
  await order(shop);
  await desk.run('sync', '-wait');
  expect(await count(shop, 'orders')).toBe(2);
  await desk.run('verify', ...(await desk.folders()));
});
