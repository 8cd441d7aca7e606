// The tests' own `test`: with a browser, a desk with Tidemark running, and a window on it. A test in which the page
// complained of anything fails; of one that failed, a picture is left.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { expect, test as base } from 'vitest';
import { CHROMIUM, CHROMIUM_PATH } from '../../tools/chromium.ts';
import { Desk } from './desk.ts';
import { Window } from './window.ts';

const PICTURES = join(import.meta.dirname, '../../../test-results/e2e');

interface Fixtures {
  /** Undefined where there is none. */
  readonly browser: Browser | undefined;
  readonly desk: Desk;
  /** Opens a window, as a browser of its own. */
  readonly visit: (address: string, options?: BrowserContextOptions) => Promise<Window>;
  /** Opens another window on the desk's Tidemark. */
  readonly open: (options?: BrowserContextOptions) => Promise<Window>;
  /** On the desk's Tidemark, at its first screen. */
  readonly window: Window;
}

export const test = base.extend<Fixtures>({
  // Vitest reads from the parameter which other fixtures are used: it must be a pattern.
  browser: [
    async ({}, use) => {
      const browser = CHROMIUM_PATH === undefined ? undefined : await chromium.launch(CHROMIUM);
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],
  // Before windows: what is begun first ends last, and no page complains of a Tidemark that is gone.
  desk: async ({}, use) => {
    await using desk = new Desk();
    await desk.serve();
    await use(desk);
  },
  visit: async ({ browser, task, skip }, use) => {
    if (browser === undefined) return skip('no Chromium on this computer; CHROMIUM=/path/to/one names it');
    const windows: Window[] = [];
    await use(async (address, options) => {
      const window = await Window.open(browser, address, options);
      windows.push(window);
      return window;
    });
    if (task.result?.state === 'fail') await Promise.all(windows.map((window) => leavePicture(window, task.name)));
    await Promise.all(windows.map((window) => window.close()));
    expect(windows.flatMap(({ problems }) => problems), 'what the pages complained of').toEqual([]);
  },
  open: async ({ desk, visit }, use) => {
    await use(async (options) => visit(await desk.address(), options));
  },
  window: async ({ open }, use) => {
    await use(await open());
  },
});

async function leavePicture({ page }: Window, name: string): Promise<void> {
  if (page.isClosed()) return;
  const file = join(PICTURES, name.replaceAll(/[^\w]+/g, '-').slice(0, 80));
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${file}.png` });
  writeFileSync(`${file}.txt`, await page.locator('body').ariaSnapshot());
}
