// Everything without a pointer: from the open page to a finished restore, the palette, the list of keys.
import { expect } from 'vitest';
import { count, CUSTOMERS, openShop } from './rig/shop.ts';
import { test } from './rig/test.ts';
import type { Window } from './rig/window.ts';

/** Tab, until what has the focus is named so. */
async function tabTo({ page }: Window, name: RegExp): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${name.source}`);
}

test('from the open page to a finished restore', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await shop.exec('PRAGMA foreign_keys = off; DELETE FROM customers');
  await desk.run('sync', '-wait');
  await window.row('orders.db', 'Safe').waitFor();

  await tabTo(window, /^orders\.db, Safe/);
  await window.press('Enter');
  await window.heading('Now').waitFor();
  await tabTo(window, /^Moments to go back to$/);
  await window.press('ArrowLeft');
  await window.sees('This is the newest point');
  await window.press('ArrowLeft');
  await window.sees('1 change lies between this moment and now');
  await tabTo(window, /^Restore this…$/);
  await window.press('Enter');
  const sheet = window.dialog('Restore orders.db');
  await sheet.getByText('1 later change is not in it.').waitFor();
  await tabTo(window, /^Put back to /);
  await window.press('Enter');
  await sheet.getByText(/^Back to .*\.$/).waitFor();
  expect(await count(shop, 'customers')).toBe(CUSTOMERS);
  await window.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await window.button('Restore this…').and(window.page.locator(':focus')).waitFor();
});

test('the palette finds screens, databases, actions and moments; ? lists the keys', async ({ desk, window }) => {
  const { page } = window;
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  await window.row('orders.db', 'Safe').waitFor();

  const search = page.getByRole('combobox', { name: 'Search and commands' });
  const open = async (): Promise<void> => {
    await window.press('Control+k');
    await search.and(page.locator(':focus')).waitFor();
  };
  await open();
  await page.keyboard.type('sett');
  await page.getByRole('option', { name: /Go to Settings/, selected: true }).waitFor();
  await window.press('Enter');
  await window.heading('Settings').waitFor();

  await open();
  await page.keyboard.type('pause until');
  await page.getByRole('option', { selected: true }).waitFor();
  await page.getByRole('dialog').getByText(/^tidemark stop /).waitFor();
  await window.press('Enter');
  await window.go('Databases');
  await window.row('orders.db', 'Paused').waitFor();

  await open();
  await page.keyboard.type('now');
  await window.press('Escape');
  await search.waitFor({ state: 'hidden' });
  await open();
  await page.keyboard.type('2 minutes ago');
  await page.getByRole('option', { name: /^Restore to .*orders\.db/, selected: true }).waitFor();
  await window.press('Enter');
  await window.dialog('Restore orders.db').waitFor();
  await window.press('Escape');
  await window.dialog('Restore orders.db').waitFor({ state: 'hidden' });

  await window.press('?');
  const keys = window.dialog('Keyboard shortcuts');
  await keys.getByText('One point earlier or later').waitFor();
  await window.press('Escape');
  await keys.waitFor({ state: 'hidden' });
  await window.press('Control+5');
  await window.heading('Settings').waitFor();
});
