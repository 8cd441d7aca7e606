// The server goes away: the page says so and what to do, and what was protected is protected again after a new start.
import { expect } from 'vitest';
import { openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('killed and started again: the page tells how to get back in, and nothing is forgotten', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await window.row('orders.db', 'Safe').waitFor();
  window.expect(/WebSocket|ERR_CONNECTION_REFUSED|4401|401/);

  const { port } = new URL(window.page.url());
  await desk.kill();
  await window.sees('The connection to Tidemark was lost');
  await window.sees('tidemark serve');
  await window.sees('Tidemark cannot be reached.');
  await window.seesNo('Your database is safe.');
  await window.row('orders.db').waitFor();
  await order(shop);

  await desk.serve({ port });
  await window.sees('This address is no longer valid');
  await window.sees('tidemark serve');
  await window.page.goto(await desk.address());
  await window.row('orders.db', 'Safe').waitFor();
  await desk.run('sync', '-wait');
  await desk.run('restore', '-o', desk.path('copy.db'), ...(await desk.folders()));
  expect(await desk.app('copy.db').all('SELECT count(*) AS n FROM orders')).toEqual([{ n: 2 }]);
});

test('an address that was used, and one that is made up, let nobody in', async ({ desk, window }) => {
  await window.sees('Nothing is protected yet.');
  window.expect(/401/);
  const used = await desk.address();
  await window.page.goto(used);
  await window.page.context().clearCookies();
  expect((await window.page.goto(used))?.status()).toBe(401);
  expect((await window.page.goto(new URL('/', used).href))?.status()).toBe(401);
  await window.sees('tidemark serve');
});
