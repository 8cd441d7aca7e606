// What another program writes is seen to arrive: on the list, in the sentence of truth, and in the database's past.
import { expect } from 'vitest';
import { countIn, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('each commit moves the transaction and adds a point, and the database stays safe', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await window.row('orders.db', 'Safe').press('Enter');
  const points = window.page.getByRole('listbox', { name: 'Points' });
  await points.getByRole('option').nth(1).waitFor();
  const txid = window.page.getByRole('region', { name: 'Chosen moment and now' }).locator('code');
  let before = await txid.innerText();
  for (let more = 2; more < 6; more++) {
    await order(shop);
    await points.getByRole('option').nth(more).waitFor();
    await expect.poll(() => txid.innerText()).not.toBe(before);
    before = await txid.innerText();
    await window.sees('Your database is safe.');
  }

  await window.page.getByRole('link', { name: 'All databases' }).click();
  await window.row('orders.db', 'Safe').waitFor();
  expect(await window.page.getByRole('row').count()).toBe(1);
});

test('a program that goes on writing keeps nobody from copying, and the last of it arrives', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  for (let i = 0; i < 200; i++) await order(shop);
  await window.row('orders.db', 'Safe').press('Enter');
  await desk.run('sync', '-wait');
  const slider = window.page.getByRole('slider');
  const newest = window.page.getByText('This is the newest point: nothing has changed since.');
  await expect.poll(async () => { await slider.press('End'); return newest.count(); }).toBe(1);
  await desk.run('restore', '-o', desk.path('copy.db'), ...(await desk.folders()));
  expect(countIn(desk.path('copy.db'), 'orders')).toBe(201);
});
