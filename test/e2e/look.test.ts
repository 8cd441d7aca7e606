// How the screens look and speak: German without a word of English, both themes, no motion where none is wanted, and
// shapes that are seen in forced colours.
import { expect } from 'vitest';
import { database, engine, everyState } from '../renderer/rig/states.ts';
import { openShop, order } from './rig/shop.ts';
import { StandIn } from './rig/stand-in.ts';
import { test } from './rig/test.ts';
import { TOUR } from './rig/tour.ts';
import { leftInEnglish } from './rig/words.ts';

test('switched to German, every screen speaks German at once', async ({ desk, window }) => {
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  await order(shop);
  await desk.run('sync', '-wait');
  await window.go('Settings');
  await window.pick('Language', 'Deutsch');
  await window.heading('Einstellungen').waitFor();
  expect(await window.page.getAttribute('html', 'lang')).toBe('de');
  for (const stop of TOUR) {
    await stop.go(window);
    // What says when, how much or how far is there a moment later; until then it says that it is looking.
    await expect.poll(() => leftInEnglish(window.page), { message: stop.name }).toEqual([]);
  }
});

test('first run in German', async ({ desk, open }) => {
  await openShop(desk);
  const window = await open({ locale: 'de-DE' });
  await window.page.getByRole('checkbox').first().waitFor();
  expect(await leftInEnglish(window.page)).toEqual([]);
});

test('themes: as chosen, else as the system, also when that changes', async ({ window }) => {
  const { page } = window;
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await window.go('Settings');
  await window.heading('Settings').waitFor();
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await window.pick('Appearance', 'Light');
  await page.locator('html[data-theme=light]').waitFor();
  expect(await ground()).toBe(light);
  await window.pick('Appearance', 'Dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-theme=dark]').waitFor();
  expect(await ground()).toBe(dark);
  await window.pick('Appearance', 'As the system');
  await page.locator('html[data-theme=light]').waitFor();
});

test('nothing moves where the system asks for less motion', async ({ visit }) => {
  await using tidemark = await StandIn.open(engine([database('orders.db')]));
  const moving = async (reducedMotion: 'reduce' | 'no-preference'): Promise<number> => {
    const window = await visit(tidemark.address(), { reducedMotion });
    await window.row('orders.db').press('Delete');
    await window.dialog(/Stop protecting/).waitFor();
    return window.page.evaluate(() => {
      const longest = (times: string): number => Math.max(...times.split(',').map((time) => parseFloat(time) || 0));
      const styles = [...document.querySelectorAll('*')].map((element) => getComputedStyle(element));
      return styles.filter((style) => longest(style.transitionDuration) > 0.001 || longest(style.animationDuration) > 0.001).length;
    });
  };
  expect(await moving('no-preference')).toBeGreaterThan(0);
  expect(await moving('reduce')).toBe(0);
});

test('every shape is drawn in forced colours', async ({ visit }) => {
  await using tidemark = await StandIn.open(engine(everyState()));
  const window = await visit(tidemark.address(), { forcedColors: 'active' });
  await window.row('orders.db').waitFor();
  const seen = await window.page.evaluate(() => {
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    return [...document.querySelectorAll('[role=row] svg')].map((svg) => {
      const parts = [...svg.querySelectorAll('*')].map((part) => getComputedStyle(part));
      return parts.some(({ fill, stroke }) => [fill, stroke].some((paint) => paint !== 'none' && paint !== ground));
    });
  });
  expect(seen.length).toBeGreaterThan(6);
  expect(seen).not.toContain(false);
});
