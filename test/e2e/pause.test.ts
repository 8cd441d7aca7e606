// Paused by a person: nothing is copied, the screen says until when, and what was missed is made up for.
import { expect } from 'vitest';
import { count, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('pause for an hour, write, resume: it catches up by itself', async ({ desk, window }) => {
  const { page } = window;
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await window.button('More for orders.db').click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await page.getByRole('menuitem', { name: 'For 1 hour' }).click();
  await window.row('orders.db', 'Paused until ').waitFor();
  await window.sees(/paused until/);

  const before = await desk.copied();
  for (let i = 0; i < 5; i++) await order(shop);
  await window.row('orders.db').press('Enter');
  await window.sees(/Paused until .* What changes meanwhile is copied then\./);
  expect(await desk.copied()).toEqual(before);

  await window.button('Resume').click();
  await window.sees('Your database is safe.');
  await expect.poll(() => desk.copied()).not.toEqual(before);
  await desk.run('restore', '-o', desk.path('copy.db'), ...(await desk.folders()));
  expect(await count(desk.app('copy.db'), 'orders')).toBe(6);
});
