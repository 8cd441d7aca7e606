// Pictures of every screen and state, into test-results/screenshots/, and those of the README into assets/screenshots/:
//   npm run screenshots              all of them
//   npm run screenshots -- restore   those whose names begin so; the README's are left as they are
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { Desk } from './rig/desk.ts';
import { openShop, order } from './rig/shop.ts';
import { TOUR } from './rig/tour.ts';
import { Window } from './rig/window.ts';
import { openPictures } from '../renderer/gallery/open.ts';
import { CHROMIUM } from '../tools/chromium.ts';
import { decode, encode } from '../tools/png.ts';

const root = join(import.meta.dirname, '../..');
const out = join(root, 'test-results/screenshots');
const readme = join(root, 'assets/screenshots');

/** Pictures of the gallery that the README shows, and what they are called there. */
const README: ReadonlyMap<string, string> = new Map([
  ['databases-calm-light', 'databases'],
  ['databases-every-dark', 'databases-dark'],
  ['database-chosen-light', 'database'],
  ['restore-light', 'restore'],
  ['first-run-light', 'first-run'],
  ['replicas-light', 'replicas'],
]);

const SIZES = [{ width: 1080, height: 720 }, { width: 720, height: 480 }];

const names = process.argv.slice(2);
mkdirSync(out, { recursive: true });
await openPictures(names, async (page, name) => {
  await page.screenshot({ path: join(out, `${name}.png`) });
});
if (names.length === 0) {
  await takeReal();
  await takeForReadme();
}

/** The screens on a real engine, as a person walks through them. */
async function takeReal(): Promise<void> {
  const browser = await chromium.launch(CHROMIUM);
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) await takeTour(browser, { viewport, colorScheme });
  }
  await browser.close();
}

type Look = Required<Pick<NonNullable<Parameters<typeof Window.open>[2]>, 'viewport' | 'colorScheme'>>;

async function takeTour(browser: Browser, look: Look): Promise<void> {
  await using desk = new Desk();
  const shop = await openShop(desk);
  await desk.serve();
  await desk.protect('Shop/orders.db');
  await order(shop);
  await desk.run('sync', '-wait');
  const window = await Window.open(browser, await desk.address(), look);
  for (const { name, go } of TOUR) {
    await go(window);
    const file = ['real', name.replaceAll(/\W+/g, '-'), look.viewport?.width, look.colorScheme].join('-');
    await window.page.screenshot({ path: join(out, `${file}.png`) });
  }
}

async function takeForReadme(): Promise<void> {
  mkdirSync(readme, { recursive: true });
  const wanted = [...README.keys()].map((name) => name.replace(/-(?:light|dark)$/, ''));
  const scale = 2;
  await openPictures(wanted, async (page, name) => {
    const as = README.get(name);
    if (as !== undefined) writeFileSync(join(readme, `${as}.png`), encode(decode(await page.screenshot())));
  }, { scale });
}
