// Every screen, and most of what lies over them, without a serious finding: light in English, dark in German.
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import { everyState, engine } from '../renderer/rig/states.ts';
import { dropPaths } from './rig/drop.ts';
import { openShop, order } from './rig/shop.ts';
import { StandIn } from './rig/stand-in.ts';
import { test } from './rig/test.ts';
import { TOUR } from './rig/tour.ts';
import type { Window } from './rig/window.ts';

/** `color-contrast: .dim "2 s ago"` */
async function findings({ page }: Window): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

const LOOKS = [
  { colorScheme: 'light', locale: 'en-US' },
  { colorScheme: 'dark', locale: 'de-DE' },
] as const;

for (const look of LOOKS) {
  const name = `${look.colorScheme}, ${look.locale}`;

  test(`every screen: ${name}`, async ({ desk, open }) => {
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

  test(`every state: ${name}`, async ({ desk, visit, open }) => {
    await using tidemark = await StandIn.open(engine(everyState(), { settings: { ...engine([]).settings, language: 'system' } }));
    const window = await visit(tidemark.address(), look);
    await window.row('crm.db').waitFor();
    expect.soft(await findings(window), 'the list').toEqual([]);
    for (const { id, name: database } of everyState()) {
      await window.page.evaluate((to) => { location.hash = `#/database/${to}`; }, id);
      await window.page.getByRole('heading', { level: 1, name: database }).waitFor();
      expect.soft(await findings(window), database).toEqual([]);
    }
    // Before its engine ends, which the page would complain of.
    await window.close();
    await openShop(desk);
    await desk.protect('Shop/orders.db');
    const real = await open(look);
    await real.row('orders.db').waitFor();
    desk.write('notes.txt', 'words '.repeat(200));
    await dropPaths(real.page, desk.path('notes.txt'));
    await real.page.getByRole('alert').first().waitFor();
    expect.soft(await findings(real), 'a refusal').toEqual([]);
  });
}
