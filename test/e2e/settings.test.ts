// What a person chooses applies at once, is shown before it deletes anything, and is still chosen after a new start.
import { expect } from 'vitest';
import { database, engine } from '../renderer/rig/states.ts';
import { openShop } from './rig/shop.ts';
import { StandIn } from './rig/stand-in.ts';
import { test } from './rig/test.ts';

test('choices survive a new start', async ({ desk, window, open }) => {
  await openShop(desk);
  await desk.protect('Shop/orders.db');
  await window.go('Settings');
  const kept = window.page.getByRole('spinbutton', { name: 'How long every change is kept' });
  await kept.waitFor();
  expect(await kept.innerText()).toBe('1 day');
  await window.button('Less: How long every change is kept').click();
  expect(await kept.innerText()).toBe('12 hours');
  await window.sees('Nothing fades: the one point stays.');
  await window.button('Save').click();
  await window.sees('Saved.');
  await window.pick('Appearance', 'Dark');
  await window.page.locator('html[data-theme="dark"]').waitFor();
  await window.pick('Notifications', 'None');
  await window.page.getByRole('radio', { name: 'None', checked: true }).waitFor();

  window.expect(/WebSocket|ERR_CONNECTION_REFUSED/);
  await desk.stop();
  await window.sees('The connection to Tidemark was lost');
  await window.close();
  await desk.serve();
  const again = await open();
  await again.row('orders.db', 'Safe').waitFor();
  await again.page.locator('html[data-theme="dark"]').waitFor();
  await again.go('Settings');
  await again.page.getByRole('spinbutton', { name: 'How long every change is kept' }).getByText('12 hours').waitFor();
  await again.page.getByRole('radio', { name: 'None', checked: true }).waitFor();
});

test('the preview follows the steppers, and Save says the same figures', async ({ visit }) => {
  await using tidemark = await StandIn.open(engine([database('orders.db')]));
  const DAY = 86_400_000;
  tidemark.engine.previewRetention = (_, policy) => {
    const changes = policy?.changes ?? 0;
    const days = changes / DAY;
    const times = Array.from({ length: 90 }, (_, i) => Date.now() - (90 - i) * DAY);
    return Promise.resolve({
      files: 90 - days, frees: (90 - days) * 1e6, stored: 90e6, points: 90, keptPoints: days, oldestKept: Date.now() - changes,
      counts: { changes: days, hourly: 0, daily: 0, weekly: 0, others: 0 },
      stays: times.slice(-days), fades: times.slice(0, -days),
    });
  };
  const window = await visit(tidemark.address());
  await window.go('Settings');
  const kept = window.page.getByRole('spinbutton', { name: 'How long every change is kept' });
  await window.sees('Frees 89 MB of 90 MB. Keeps 1 of 90 points');
  await kept.press('ArrowUp');
  await window.sees('Frees 88 MB of 90 MB. Keeps 2 of 90 points');
  await window.button('Save and free 88 MB').waitFor();
  await kept.press('ArrowUp');
  await kept.press('ArrowUp');
  await window.sees('Frees 85 MB of 90 MB. Keeps 5 of 90 points');
  await window.button('Save and free 85 MB').click();
  await window.sees(/^Saved\./);
  expect(tidemark.engine.asked).toContainEqual(['set', { defaults: expect.objectContaining({ retention: expect.objectContaining({ changes: 5 * DAY }) as unknown }) as unknown }]);
});
