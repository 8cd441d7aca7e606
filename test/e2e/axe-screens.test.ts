// Every screen, and most of what lies over them, without a serious finding: light in English, dark in German.
import { expect } from 'vitest';
import { findings, LOOKS } from './rig/axe.ts';
import { openShop, order } from './rig/shop.ts';
import { test } from './rig/test.ts';
import { TOUR } from './rig/tour.ts';

for (const look of LOOKS) {
  test(`every screen: ${look.colorScheme}, ${look.locale}`, async ({ desk, open }) => {
    const shop = await openShop(desk);
    const first = await open(look);
    await first.page.getByRole('checkbox').first().waitFor();
    expect.soft(await findings(first), 'first run').toEqual([]);
    await first.close();
    await desk.protect('Shop/orders.db');
    await order(shop);
    await desk.run('sync', '-wait');
    const window = await open(look);
    for (const stop of TOUR) {
      await stop.go(window);
      expect.soft(await findings(window), stop.name).toEqual([]);
    }
  });
}
