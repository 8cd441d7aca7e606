// The places that copies go to: tried out before they are used, renamed, and not removed from under a database.
import { expect } from 'vitest';
import { openShop } from './rig/shop.ts';
import { test } from './rig/test.ts';

test('added after a trial whose lines appear one by one, renamed, refused while used, removed', async ({ desk, window }) => {
  const { page } = window;
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  desk.folder('Second');
  await window.row('orders.db', 'Safe').waitFor();
  await window.go('Destinations');
  await window.heading('Backups').waitFor();

  await window.button('Add a destination').click();
  const adding = window.dialog('Add a destination');
  expect(await adding.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
  await adding.getByRole('button', { name: /^Choose a folder…/ }).click();
  const picker = window.dialog('Choose a folder');
  await picker.getByRole('option', { name: 'Second' }).click();
  await picker.getByRole('textbox', { name: 'Folder or file' }).and(page.locator('[value$="Second"]')).waitFor();
  await picker.getByRole('button', { name: 'Choose this folder' }).click();
  const lines = adding.getByRole('list', { name: 'What was tried' });
  for (const line of ['Can be reached', 'Can be written', 'Reads back what was written', 'Clocks agree', 'Has space']) {
    await lines.getByText(line).waitFor();
  }
  await adding.getByRole('textbox', { name: 'Name' }).fill('Second disk');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await window.heading('Second disk').waitFor();

  await window.button('More for Backups').click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await window.sees('Backups is in use');
  await window.sees(/^orders\.db would no longer be copied anywhere/);
  await window.button('Close').click();

  await window.button('More for Second disk').click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Office NAS');
  await window.button('Rename').click();
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
  await desk.run('sync');
  await window.row('orders.db', 'Safe').press('Enter');
  await window.sees('2 places');
  const folders = await desk.folders();
  expect(folders).toHaveLength(2);
  for (const folder of folders) await desk.run('verify', folder);
});
