// Five hundred databases, a hundred thousand points: the page holds what can be seen, and every one can be reached.
import { expect } from 'vitest';
import { database, engine, many } from '../renderer/rig/states.ts';
import { StandIn } from './rig/stand-in.ts';
import { test } from './rig/test.ts';

const MOST_ROWS = 60;

test('the list of 500 databases', async ({ visit }) => {
  await using tidemark = await StandIn.open(engine(many()));
  const window = await visit(tidemark.address());
  const rows = window.page.getByRole('row');
  await window.row('shard-000.db', 'Safe').waitFor();
  await window.sees('All 500 databases are safe.');
  expect(await window.page.getByRole('grid').getAttribute('aria-rowcount')).toBe('500');
  expect(await rows.count()).toBeLessThan(MOST_ROWS);

  await window.row('shard-000.db').press('End');
  await window.row('shard-499.db').and(window.page.locator(':focus')).waitFor();
  expect(await rows.count()).toBeLessThan(MOST_ROWS);
  await window.press('/');
  await window.page.keyboard.type('shard-25');
  await expect.poll(() => rows.count()).toBe(10);
  await window.press('Escape');
});

test('the past of 100,000 points', async ({ visit }) => {
  const count = 100_000;
  const shop = database('orders.db', { txid: count, copies: [] });
  await using tidemark = await StandIn.open(engine([shop]));
  const steps = Array.from({ length: count }, (_, i) => i);
  tidemark.engine.points_ = {
    destination: 'to-disk',
    txids: steps.map((i) => i + 1),
    times: steps.map((i) => shop.changedAt - (count - i) * 60_000),
    bytes: steps.map((i) => 4096 * (1 + (i % 7))),
    kinds: steps.map((i) => (i % 1000 === 0 ? 's' : 'c')).join(''),
  };
  const window = await visit(tidemark.address());
  await window.row('orders.db').press('Enter');
  const slider = window.page.getByRole('slider');
  const options = window.page.getByRole('listbox', { name: 'Points' }).getByRole('option');
  const says = async (text: string): Promise<void> => {
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain(text);
  };
  await slider.press('ArrowLeft');
  await says('point 100,000 of 100,000');
  expect(await options.count()).toBeLessThan(MOST_ROWS);
  await window.press('Home');
  await says('snapshot, point 1 of 100,000');
  await options.and(window.page.locator('[aria-posinset="100001"]')).waitFor();
  expect(await options.count()).toBeLessThan(MOST_ROWS);
  await window.press('PageUp');
  await says('point 1,441 of 100,000');
});
