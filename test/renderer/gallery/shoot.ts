// Takes pictures of the gallery: `node test/renderer/gallery/shoot.ts OUT [name…]`; all pictures when no name is given.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PICTURES, type Picture } from './pictures.ts';
import { serveGallery } from './serve.ts';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const THEMES = ['light', 'dark'] as const;

const [out = 'test-results/pictures', ...names] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const server = await serveGallery(0);
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({ executablePath: process.env.TIDEMARK_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
try {
  for (const picture of PICTURES.filter(({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)))) {
    for (const theme of picture.themes ?? THEMES) await take(browser, picture, theme);
  }
} finally {
  await browser.close();
  await server.close();
}

async function take(from: Browser, picture: Picture, theme: 'light' | 'dark'): Promise<void> {
  const { name, query = {}, route = '/', size = [1080, 720], act } = picture;
  const page = await from.newPage({ viewport: { width: size[0], height: size[1] } });
  page.on('pageerror', (error) => { console.error(`${name}: ${error.message}`); });
  page.on('console', (message) => { if (message.type() === 'error') console.error(`${name}: ${message.text()}`); });
  const search = new URLSearchParams({ ...query, theme });
  await page.goto(`${address}?${search.toString()}#${route}`);
  await settled(page);
  await act?.(page);
  await page.waitForTimeout(350);
  await page.screenshot({ path: join(out, `${name}-${theme}.png`) });
  await page.close();
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(400);
}
