// Walking along the past: by keys, by pointer, by a typed time, and in the list; all of them show the same moment.
import { expect } from 'vitest';
import { openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';

const POINTS = 8;

test('keys, pointer, typed times and the list choose the same moments', async ({ desk, window }) => {
  const { page } = window;
  const shop = await openShop(desk);
  await desk.protect('Shop/orders.db');
  for (let i = 1; i < POINTS; i++) {
    await order(shop);
    await desk.run('sync', '-wait');
  }
  await window.row('orders.db', 'Safe').press('Enter');
  const slider = page.getByRole('slider', { name: 'Moments to go back to' });
  const list = page.getByRole('listbox', { name: 'Points' });
  await list.getByRole('option').nth(POINTS).waitFor();
  const says = async (text: RegExp): Promise<void> => {
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(text);
  };
  const chosenRow = (): Promise<string | null> => list.getByRole('option', { selected: true }).getAttribute('aria-posinset');

  await slider.focus();
  await says(/^Now$/);
  await window.press('ArrowLeft');
  await says(new RegExp(`point ${POINTS} of ${POINTS}`));
  await window.sees('This is the newest point: nothing has changed since.');
  await window.press('ArrowLeft', 'ArrowLeft');
  await says(new RegExp(`point ${POINTS - 2} of ${POINTS}`));
  expect(await chosenRow()).toBe('4');
  await window.sees('2 changes lie between this moment and now');
  await window.press('ArrowRight');
  await says(new RegExp(`point ${POINTS - 1} of ${POINTS}`));
  await window.press('Home');
  await says(new RegExp(`snapshot, point 1 of ${POINTS}`));
  expect(await chosenRow()).toBe(String(POINTS + 1));
  await window.press('End');
  await says(new RegExp(`point ${POINTS} of ${POINTS}`));
  await window.press('Escape');
  await says(/^Now$/);

  await list.getByRole('option').nth(3).click();
  await says(new RegExp(`point ${POINTS - 2} of ${POINTS}`));
  const { width, height } = (await slider.boundingBox())!;
  await slider.click({ position: { x: 2, y: height / 2 } });
  await says(new RegExp(`point 1 of ${POINTS}`));
  await slider.click({ position: { x: width - 4, y: height / 2 } });
  await says(/^Now$/);

  const jump = page.getByRole('textbox', { name: 'Go to a time' });
  await jump.fill('last year');
  await jump.press('Enter');
  await window.sees('Not understood. Try “yesterday 14:00” or “2 hours ago”.');
  await jump.fill('yesterday 14:00');
  await jump.press('Enter');
  await says(new RegExp(`point 1 of ${POINTS}`));
  await jump.fill('now');
  await jump.press('Enter');
  await says(/^Now$/);
});
