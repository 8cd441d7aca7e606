// Every state of a database, and what is said about a drop, without a serious finding: light in English, dark in German.
import { expect } from 'vitest';
import { engine, everyState } from '../renderer/rig/states.ts';
import { findings, LOOKS } from './rig/axe.ts';
import { dropPaths } from './rig/drop.ts';
import { openShop } from './rig/shop.ts';
import { StandIn } from './rig/stand-in.ts';
import { test } from './rig/test.ts';

for (const look of LOOKS) {
  test(`every state: ${look.colorScheme}, ${look.locale}`, async ({ desk, visit, open }) => {
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
