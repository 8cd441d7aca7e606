// Live replicas between two computers, each with its own Tidemark and its own window: one lets the other in, which follows
// and takes over once the first is gone.
import { expect } from 'vitest';
import { Desk } from './rig/desk.ts';
import { count, countIn, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('let in by a code, followed live, taken over when the first computer is gone', async ({ desk, window, visit }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await using other = new Desk();
  await other.serve();

  await window.go('Replicas');
  await window.button('Let others follow…').click();
  const turnOn = window.dialog('Let others follow this computer');
  await turnOn.getByRole('radio', { name: 'Only this computer' }).check({ force: true });
  await turnOn.getByRole('button', { name: 'Turn on' }).click();
  await window.button('Let a computer follow…').click();
  const pairing = window.dialog('Let a computer follow');
  const code = (await pairing.getByRole('group', { name: 'Code' }).locator('.hidden-text').textContent())!;
  const address = (await pairing.locator('dd').textContent())!;

  const there = await visit(await other.address());
  await there.go('Replicas');
  await there.button('Follow a database…').click();
  const following = there.dialog('Follow a database');
  await following.getByRole('button', { name: 'Another Tidemark' }).click();
  await following.getByRole('textbox', { name: 'Address of the other computer' }).fill(address);
  await following.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase().replaceAll('-', ' '));
  await following.getByRole('button', { name: 'Connect' }).click();
  await pairing.getByText(/ was let in\./).waitFor();
  await pairing.getByRole('button', { name: 'Close' }).click();
  // There is one: it is chosen already.
  await following.getByRole('textbox', { name: 'Where the copy goes' }).fill(other.path('orders.db'));
  await following.getByRole('button', { name: 'Follow' }).click();
  await there.sees(/^Level with /);

  for (let i = 0; i < 5; i++) await order(shop);
  const orders = await count(shop, 'orders');
  await expect.poll(() => countIn(other.path('orders.db'), 'orders')).toBe(orders);
  await there.sees(/^Level with /);
  await window.page.getByRole('listitem').filter({ hasText: 'Level' }).getByRole('img', { name: 'How far behind: Level' }).waitFor();
  await window.page.getByRole('link', { name: 'orders.db' }).click();
  await window.page.getByRole('link', { name: 'Followed by 1 computer' }).waitFor();

  await shop.kill();
  await window.close();
  await desk.stop();
  await there.sees(/^Waiting for /);
  await there.button('More for orders.db').click();
  await there.page.getByRole('menuitem', { name: 'Take over…' }).click();
  const taking = there.dialog('Take over orders.db?');
  await taking.getByText(/cannot be reached/).waitFor();
  await taking.getByRole('button', { name: 'Take over' }).click();
  await there.page.getByRole('heading', { level: 1, name: 'orders.db' }).waitFor();
  await there.sees('Your database is safe.');
  const writer = other.app('orders.db');
  await order(writer);
  expect(await count(writer, 'orders')).toBe(orders + 1);
  await other.run('sync', '-wait');
  await other.run('restore', '-o', other.path('again.db'), ...(await other.folders()));
  expect(countIn(other.path('again.db'), 'orders')).toBe(orders + 1);
});
