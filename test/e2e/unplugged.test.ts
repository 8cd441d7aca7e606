// A backup disk that is taken away is waited for, in plain words; when it is back, all is safe by itself.
import { renameSync } from 'node:fs';
import { expect } from 'vitest';
import { count, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('waiting for the disk is a state and no error; nothing is lost meanwhile', async ({ desk, window }) => {
  const disk = desk.folder('Backup Disk');
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db', disk);
  await window.row('orders.db', 'Safe').waitFor();

  renameSync(disk, `${disk} (in a drawer)`);
  await order(shop);
  await window.row('orders.db', 'Waiting for Backup Disk').waitFor();
  await window.sees('Backup Disk is not connected. Changes to 1 database wait on this computer for it.');
  expect(await window.page.getByRole('alert').count()).toBe(0);
  await window.go('Destinations');
  await window.sees('Not connected');
  await window.go('Databases');
  await window.row('orders.db').press('Enter');
  await window.button('Try now').waitFor();
  for (let i = 0; i < 3; i++) await order(shop);

  renameSync(`${disk} (in a drawer)`, disk);
  await window.sees('Your database is safe.');
  await desk.run('sync', '-wait');
  await desk.run('restore', '-o', desk.path('copy.db'), ...(await desk.folders()));
  expect(await count(desk.app('copy.db'), 'orders')).toBe(5);
});
