// Pictures of the past: one database and its timeline, restores, Activity, palette and keys.
import type { Page } from 'playwright-core';
import type { Picture } from './pictures.ts';

const SMALL = [720, 480] as const;
const SHOP = '/database/db-ordersdb';
const RESTORE = '/restore/db-ordersdb?txid=28000';

async function chooseAt(page: Page, share: number): Promise<void> {
  const slider = page.getByRole('slider');
  const box = await slider.boundingBox();
  if (box === null) return;
  await slider.click({ position: { x: box.width * share, y: box.height / 2 } });
  await page.mouse.move(box.x + box.width * (share - 0.25), box.y + box.height / 2);
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Put back to/ }).click();
}

export const PAST_PICTURES: readonly Picture[] = [
  { name: 'database', route: SHOP, query: { state: 'past' } },
  { name: 'database-small', route: SHOP, query: { state: 'past', lang: 'de' }, size: SMALL, themes: ['light'] },
  {
    name: 'database-chosen',
    route: SHOP,
    query: { state: 'past' },
    act: async (page) => {
      await page.getByRole('radio', { name: 'Week' }).click();
      await page.waitForTimeout(300);
      await chooseAt(page, 0.55);
    },
  },
  { name: 'database-deep', route: '/database/db-deepdb', query: { state: 'deep' }, themes: ['light'] },
  {
    name: 'database-undo',
    route: SHOP,
    query: { state: 'undo' },
    themes: ['light'],
    act: async (page) => { await page.getByRole('textbox', { name: 'Go to a time' }).fill('yesterday 14:00'); },
  },
  { name: 'database-failed', route: '/database/db-crmdb', query: { state: 'every' } },
  { name: 'database-waiting', route: '/database/db-maildb', query: { state: 'every' } },
  { name: 'database-copying', route: '/database/db-photossqlite', query: { state: 'every' }, themes: ['light'] },
  { name: 'restore', route: RESTORE, query: { state: 'past' } },
  { name: 'restore-running', route: RESTORE, query: { state: 'past' }, act: async (page) => { await confirm(page); await page.waitForTimeout(700); } },
  { name: 'restore-done', route: RESTORE, query: { state: 'past' }, act: async (page) => { await confirm(page); await page.waitForTimeout(3000); } },
  {
    name: 'restore-copy-small',
    route: RESTORE,
    query: { state: 'past', lang: 'de' },
    size: SMALL,
    themes: ['light'],
    act: async (page) => { await page.getByRole('radio', { name: /Kopie/ }).click(); },
  },
  { name: 'activity', route: '/activity', query: { state: 'every' } },
  { name: 'activity-open', route: '/activity/op-90', query: { state: 'undo' } },
  { name: 'activity-small', route: '/activity/op-87', query: { state: 'every', lang: 'de' }, size: SMALL, themes: ['light'] },
  {
    name: 'palette',
    route: SHOP,
    query: { state: 'past' },
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('yesterday 14:00');
    },
  },
  { name: 'palette-untyped', query: { state: 'calm' }, act: async (page) => { await page.keyboard.press('Control+k'); } },
  { name: 'shortcuts', query: { state: 'calm' }, act: async (page) => { await page.keyboard.press('?'); } },
];
