// The pictures there are: each a state of the app, and what is done in it before it is taken.
import type { Page } from 'playwright-core';
import { LIVE_PICTURES } from './live-pictures.ts';
import { PAST_PICTURES } from './past-pictures.ts';
import { PLACE_PICTURES } from './place-pictures.ts';

export interface Picture {
  readonly name: string;
  /** Without the leading `#`. */
  readonly route?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Px; 1080 × 720 when absent. */
  readonly size?: readonly [number, number];
  /** Both when absent. */
  readonly themes?: readonly ('light' | 'dark')[];
  readonly act?: (page: Page) => Promise<void>;
}

const SMALL = [720, 480] as const;
/** The usual window at a zoom of 200 %. */
const ZOOMED = [540, 360] as const;

export const PICTURES: readonly Picture[] = [
  { name: 'databases-every', query: { state: 'every' } },
  { name: 'databases-calm', query: { state: 'calm' } },
  { name: 'databases-many', query: { state: 'many' }, themes: ['light'] },
  { name: 'databases-small', query: { state: 'every' }, size: SMALL, themes: ['light'] },
  { name: 'databases-german', query: { state: 'every', lang: 'de' }, themes: ['light'] },
  {
    name: 'databases-menu',
    query: { state: 'every' },
    themes: ['light'],
    act: async (page) => { await page.getByRole('button', { name: 'More for orders.db' }).click(); },
  },
  { name: 'databases-absent', query: { state: 'absent' }, themes: ['light'] },
  { name: 'databases-lost', query: { state: 'calm', link: 'lost' }, themes: ['light'] },
  { name: 'refused', query: { state: 'calm', link: 'refused' }, themes: ['light'] },
  { name: 'connecting', query: { state: 'connecting' }, themes: ['light'] },
  { name: 'first-run', query: { state: 'empty' }, act: async (page) => { await page.waitForTimeout(900); } },
  { name: 'first-run-small', query: { state: 'empty' }, size: SMALL, themes: ['light'], act: async (page) => { await page.waitForTimeout(900); } },
  { name: 'databases-zoomed', query: { state: 'every' }, size: ZOOMED, themes: ['light'] },
  { name: 'first-run-zoomed', query: { state: 'empty' }, size: ZOOMED, themes: ['light'] },
  { name: 'destinations-zoomed', route: '/destinations', query: { state: 'every' }, size: ZOOMED, themes: ['light'] },
  { name: 'settings-zoomed', route: '/settings', query: { state: 'every' }, size: ZOOMED, themes: ['light'] },
  { name: 'settings', route: '/settings', query: { state: 'every' } },
  { name: 'settings-small', route: '/settings', query: { state: 'every', lang: 'de' }, size: SMALL, themes: ['light'] },
  {
    name: 'dropped',
    query: { state: 'calm' },
    themes: ['light'],
    act: async (page) => {
      await dropFiles(page, ['ledger.db', 'readme.txt']);
      await page.waitForTimeout(600);
    },
  },
  {
    name: 'drop-over',
    query: { state: 'calm' },
    themes: ['light', 'dark'],
    act: (page) => dragFiles(page),
  },
  {
    name: 'retention',
    query: { state: 'calm' },
    act: async (page) => {
      await page.getByRole('button', { name: 'More for orders.db' }).click();
      await page.getByRole('menuitem', { name: 'Retention…' }).click();
      await page.getByRole('spinbutton', { name: 'How long every change is kept' }).press('ArrowUp');
      await page.waitForTimeout(500);
    },
  },
  {
    name: 'help',
    query: { state: 'every' },
    themes: ['light'],
    act: async (page) => { await page.getByRole('button', { name: 'Fix… crm.db' }).click(); },
  },
  {
    name: 'stop',
    query: { state: 'every' },
    act: async (page) => {
      await page.getByRole('row', { name: /^orders/ }).focus();
      await page.keyboard.press('Delete');
    },
  },
  {
    name: 'places',
    query: { state: 'calm' },
    themes: ['light'],
    act: async (page) => {
      await page.getByRole('button', { name: 'More for orders.db' }).click();
      await page.getByRole('menuitem', { name: 'Destinations…' }).click();
    },
  },
  {
    name: 'pause-menu',
    query: { state: 'every' },
    themes: ['dark'],
    act: async (page) => {
      await page.getByRole('button', { name: 'More for orders.db' }).click();
      await page.getByRole('menuitem', { name: 'Pause' }).hover();
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'settings-low',
    route: '/settings',
    query: { state: 'every' },
    themes: ['light'],
    act: async (page) => {
      await page.getByRole('button', { name: 'Less: How long one state of each week is kept' }).click();
      await page.getByRole('button', { name: 'Less: How long every change is kept' }).click();
      await page.getByRole('button', { name: 'Copy report' }).scrollIntoViewIfNeeded();
      await page.waitForTimeout(500);
    },
  },
  {
    name: 'picker',
    query: { state: 'calm', face: 'dashboard' },
    act: async (page) => {
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByRole('menuitem', { name: 'Choose files…' }).click();
    },
  },
  ...PLACE_PICTURES,
  ...LIVE_PICTURES,
  ...PAST_PICTURES,
];

/** Files are dragged over the window, as from a file manager. */
async function dragFiles(page: Page): Promise<void> {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'ledger.db'));
    document.body.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }));
  });
}

async function dropFiles(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate((all) => {
    const dataTransfer = new DataTransfer();
    for (const name of all) dataTransfer.items.add(new File(['x'], name));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  }, names);
}
