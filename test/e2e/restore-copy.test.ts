// A copy of a past moment, made through the sheet, is what the database was then.
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { count, countIn, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('a copy of the moment chosen, where the person wants it', async ({ desk, window }) => {
  const { page } = window;
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  for (let i = 0; i < 3; i++) {
    await order(shop);
    await desk.run('sync', '-wait');
  }
  desk.folder('Copies');
  await window.row('orders.db', 'Safe').press('r');
  const sheet = window.dialog('Restore orders.db');
  await sheet.getByRole('button', { name: 'One point earlier' }).click();
  await sheet.getByText('1 later change is not in it.').waitFor();
  await sheet.getByRole('radio', { name: /^A copy at…/ }).check();
  await sheet.getByRole('button', { name: 'Choose…' }).click();
  const picker = window.dialog('Choose where to put it');
  await picker.getByRole('button', { name: 'Up' }).click();
  await picker.getByRole('option', { name: 'Copies' }).click();
  await picker.getByRole('textbox', { name: 'Folder or file' }).and(page.locator('[value$="Copies"]')).waitFor();
  await picker.getByRole('textbox', { name: 'Name' }).fill('before.db');
  await picker.getByRole('button', { name: 'Put it here' }).click();
  await sheet.getByRole('button', { name: 'Make the copy' }).click();
  await sheet.getByText(/^A copy as of .* is there\.$/).waitFor();
  await sheet.getByText('Proved: it is exactly what the database was then.').waitFor();

  expect(countIn(desk.path('Copies/before.db'), 'orders')).toBe(3);
  expect(await count(shop, 'orders')).toBe(4);
  await sheet.getByRole('button', { name: 'Close' }).last().click();
  await sheet.waitFor({ state: 'hidden' });
});

test('nothing that is there is overwritten', async ({ desk, window }) => {
  const { page } = window;
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  const mine = desk.write('mine.db', 'mine');
  await window.row('orders.db', 'Safe').press('r');
  const sheet = window.dialog('Restore orders.db');
  await sheet.getByRole('radio', { name: /^A copy at…/ }).check();
  await sheet.getByRole('button', { name: 'Choose…' }).click();
  const picker = window.dialog('Choose where to put it');
  await picker.getByRole('textbox', { name: 'Folder or file' }).fill('~');
  await page.keyboard.press('Enter');
  await picker.getByRole('option', { name: 'mine.db' }).click();
  await picker.getByRole('textbox', { name: 'Name' }).fill('mine.db');
  await picker.getByRole('button', { name: 'Put it here' }).click();
  await sheet.getByRole('button', { name: 'Make the copy' }).click();
  await sheet.getByText('No copy was made').waitFor();
  expect(existsSync(mine)).toBe(true);
  expect(desk.read('mine.db')).toBe('mine');
});
