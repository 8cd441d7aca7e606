// The places that copies go to: tried out before they are used, renamed, and not removed from under a database.
import { existsSync, rmSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { count, countIn, openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';
import type { Window } from './rig/window.ts';

const EVERYWHERE = ['Can be reached', 'Can be written', 'Reads back what was written', 'Can be listed', 'Never overwrites', 'Can be cleaned up', 'Clocks agree'];

async function startAdding(window: Window, kind: string): Promise<Locator> {
  await window.button('Add a destination').click();
  const adding = window.dialog('Add a destination');
  await adding.getByRole('button', { name: kind }).click();
  return adding;
}

async function seesLines(dialog: Locator, lines: readonly string[]): Promise<void> {
  const list = dialog.getByRole('list', { name: 'What was tried' });
  for (const line of lines) await list.getByText(line).waitFor();
}

test('added after a trial whose lines appear one by one, renamed, refused while used, removed', async ({ desk, window }) => {
  const { page } = window;
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  desk.folder('Second');
  await window.row('orders.db', 'Safe').waitFor();
  await window.go('Destinations');
  await window.heading('Backups').waitFor();

  const adding = await startAdding(window, 'Folder or disk');
  expect(await adding.getByRole('button', { name: 'Try it out' }).isDisabled()).toBe(true);
  await adding.getByRole('button', { name: /^Choose a folder…/ }).click();
  const picker = window.dialog('Choose a folder');
  await picker.getByRole('option', { name: 'Second' }).click();
  await picker.getByRole('textbox', { name: 'Folder or file' }).and(page.locator('[value$="Second"]')).waitFor();
  await picker.getByRole('button', { name: 'Choose this folder' }).click();
  await adding.getByRole('button', { name: 'Try it out' }).click();
  await seesLines(adding, [...EVERYWHERE, 'Has space']);
  await adding.getByRole('textbox', { name: 'Name' }).fill('Second disk');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await window.heading('Second disk').waitFor();

  await window.button('More for Backups').click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await window.sees('Backups is in use');
  await window.sees(/^orders\.db would no longer be copied anywhere/);
  await window.button('Close').click();

  await window.button('More for Second disk').click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  const changing = window.dialog('Change Second disk');
  await changing.getByRole('textbox', { name: 'Name' }).fill('Office NAS');
  await changing.getByRole('button', { name: 'Save and try it out' }).click();
  await window.dialog('Change Office NAS').getByText('Has space').waitFor();
  await window.button('Save').click();
  await window.heading('Office NAS').waitFor();
  await window.button('More for Office NAS').click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await window.dialog('Remove Office NAS?').getByRole('button', { name: 'Remove' }).click();
  await window.heading('Office NAS').waitFor({ state: 'hidden' });
  await window.heading('Backups').waitFor();
});

test('a database gets a second place, and both are complete', async ({ desk, window }) => {
  const { page } = window;
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  desk.folder('Second');
  await window.row('orders.db', 'Safe').waitFor();
  await window.button('More for orders.db').click();
  await page.getByRole('menuitem', { name: 'Destinations…' }).click();
  const dialog = window.dialog('Where orders.db is copied');
  await dialog.getByRole('button', { name: 'Another folder…' }).click();
  const picker = window.dialog('Choose a folder');
  await picker.getByRole('option', { name: 'Second' }).click();
  await picker.getByRole('textbox', { name: 'Folder or file' }).and(page.locator('[value$="Second"]')).waitFor();
  await picker.getByRole('button', { name: 'Choose this folder' }).click();
  await dialog.getByRole('checkbox', { name: /Second/ }).waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await desk.run('sync', '-wait');
  await window.row('orders.db', 'Safe').press('Enter');
  await window.sees('2 places');
  const folders = await desk.folders();
  expect(folders).toHaveLength(2);
  for (const folder of folders) await desk.run('verify', folder);
});

test('a place that cannot be used says which step failed, and cannot be added', async ({ desk, window }) => {
  desk.write('Notes', 'a file, and no folder');
  await window.go('Destinations');
  const adding = await startAdding(window, 'Folder or disk');
  await adding.getByRole('button', { name: 'Back' }).click();
  await adding.getByRole('textbox', { name: 'Or paste an address' }).fill(desk.path('Notes'));
  await adding.getByRole('button', { name: 'Use it' }).click();
  await adding.getByRole('button', { name: 'Try it out' }).click();
  await adding.getByRole('listitem').filter({ hasText: 'Can be reached' }).getByRole('alert').waitFor();
  expect(await adding.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
});

test('the pen is held while there is something to write, let go of, and had again with the next change', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await window.go('Destinations');
  await window.sees(/^This computer holds the pen until/);
  await window.button('Let go').click();
  await window.sees('Nobody holds the pen');
  await order(shop);
  await window.sees(/^This computer holds the pen until/);
});

test('a history that is there is gone on with: the database comes back from it', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  const orders = await count(shop, 'orders');
  const [history = ''] = await desk.folders();
  await desk.run('unregister', desk.path('Shop/orders.db'));
  await shop.kill();
  rmSync(desk.path('Shop'), { recursive: true });
  desk.folder('Shop');
  await window.go('Destinations');
  await window.button('Go on with a history…').click();
  const adopting = window.dialog('Go on with a history that is there');
  await adopting.getByRole('textbox', { name: 'Or paste an address' }).fill(history);
  await adopting.getByRole('button', { name: 'Use it' }).click();
  await adopting.getByRole('button', { name: 'Try it out' }).click();
  await adopting.getByRole('textbox', { name: 'Database' }).fill(desk.path('Shop/orders.db'));
  await adopting.getByRole('button', { name: 'Go on with it' }).click();
  await window.sees('orders.db was restored, and goes on from there.');
  await window.button('Show database').click();
  await window.heading('orders.db').waitFor();
  expect(existsSync(desk.path('Shop/orders.db'))).toBe(true);
  await desk.run('sync', '-wait');
  await desk.run('unregister', desk.path('Shop/orders.db'));
  expect(countIn(desk.path('Shop/orders.db'), 'orders')).toBe(orders);
});
