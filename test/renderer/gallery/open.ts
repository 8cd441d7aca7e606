// Opens pictures of the gallery in Chromium, one after the other, for whoever wants to look at them.
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM } from '../../tools/chromium.ts';
import { PICTURES, type Picture } from './pictures.ts';
import { serveGallery } from './serve.ts';

const THEMES = ['light', 'dark'] as const;
/** Until what was done is drawn, ms. */
const DRAWN_MS = 350;

type Look = (page: Page, name: string) => Promise<void>;

/**
 * @param names beginnings of names; all pictures when there are none
 * @param scale device pixels per CSS pixel
 */
export async function openPictures(names: readonly string[], look: Look, { scale = 1 } = {}): Promise<void> {
  const server = await serveGallery(0);
  const address = server.resolvedUrls?.local[0] ?? '';
  const browser = await chromium.launch(CHROMIUM);
  try {
    for (const picture of PICTURES.filter(({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)))) {
      for (const theme of picture.themes ?? THEMES) {
        const [width, height] = picture.size ?? [1080, 720];
        const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
        const page = await context.newPage();
        await prepare(page, picture, theme, address);
        await look(page, `${picture.name}-${theme}`);
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

async function prepare(page: Page, { name, query = {}, route = '/', act }: Picture, theme: string, address: string): Promise<void> {
  page.on('pageerror', (error) => { console.error(`${name}: ${error.message}`); });
  page.on('console', (message) => { if (message.type() === 'error') console.error(`${name}: ${message.text()}`); });
  const search = new URLSearchParams({ ...query, theme });
  await page.goto(`${address}?${search.toString()}#${route}`);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(DRAWN_MS);
  await act?.(page);
  await page.waitForTimeout(DRAWN_MS);
  await settled(page);
}

/** What moves once has come to rest: screens and sheets are loaded when they are first shown, and fade in. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const once = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(once.map((one) => one.finished));
  });
}
