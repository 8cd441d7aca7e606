// The built app through what happens to it: links, crashes, faults, sleep, shutdown, another Tidemark.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Computer, type DesktopRun, distFile } from '../stand-in/run.ts';
import { protect, rowsIn, write } from './support.ts';

const ORIGIN = 'tidemark-app://app';

async function ready(computer: Computer, ...args: Parameters<Computer['start']>): Promise<DesktopRun> {
  const app = await computer.start(...args);
  await app.until('state', (state) => state !== null);
  return app;
}

/** What the destination gives back, by the command line. */
function restored(computer: Computer, name: string, folder: string): number {
  const output = join(computer.dir, 'restored.db');
  const ran = spawnSync(process.execPath, [distFile('cli/main.js'), 'restore', '-o', output, folder], {
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr}`);
  return rowsIn(output);
}

describe('a link', () => {
  test('shows its place, whether the app runs or not, and changes nothing', async () => {
    await using computer = new Computer();
    const app = await ready(computer, {}, '--original-process-start-time=1', 'tidemark://settings');
    await app.until('shown', (routes) => routes.length === 1);
    await app.do('appEvent', 'second-instance', ['app', '--flag', 'tidemark://activity/op-3'], '/', {});
    await app.until('shown', (routes) => routes.length === 2);
    expect(await app.do('appEvent', 'open-url', 'tidemark://destinations')).toBe(true);
    await app.until('shown', (routes) => routes.length === 3);
    for (const evil of ['tidemark://restore/a?at=1', 'tidemark://quit', `tidemark://${'a'.repeat(5000)}`]) {
      await app.do('appEvent', 'second-instance', ['app', evil], '/', {});
    }
    expect(await app.do('shown')).toEqual([
      { screen: 'settings' },
      { screen: 'activity', operation: 'op-3' },
      { screen: 'destinations' },
    ]);
    expect(computer.log().match(/no such link/g)).toHaveLength(3);
  });

  test('brings back a window that was closed or minimised', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    await app.do('minimize');
    await app.do('appEvent', 'second-instance', ['app'], '/', {});
    expect(await app.do('isMinimized')).toBe(false);
    await app.do('closeWindow');
    await app.do('appEvent', 'open-url', 'tidemark://databases');
    await app.until('shown', (routes) => routes.length === 1);
  });
});

describe('a window that fails', () => {
  test('says what happened while copying goes on, and comes back', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const id = await protect(computer, app, 'orders.db');
    await app.do('crashPage');
    const failed = (await app.until('window', (window) => window?.url.endsWith('/trouble.html') === true))!;
    expect(failed.html).toContain('This window had to be closed.');
    expect(failed.html).toContain('oom, exit code 5');
    expect(computer.log()).toContain('the window failed');
    await app.do('followLink', `${ORIGIN}/copy-details`);
    expect(await app.happened('clipboard')).toEqual(['oom, exit code 5']);
    write(computer.path('orders.db'), 7);
    await app.do('followLink', `${ORIGIN}/again`);
    const state = await app.until('state', (view) => view?.databases[id]?.state.kind === 'safe');
    expect(state!.databases[id]!.txid).toBeGreaterThan(0);
  });

  test('again and again is not tried for ever: the person is asked', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    await app.do('crashPage');
    await app.until('window', (window) => window?.url.endsWith('/trouble.html') === true);
    await app.do('crashPage');
    await app.until('happenings', (all) => all.some(({ what }) => what === 'showMessageBox'));
    expect(await app.do('window')).toBeNull();
    await app.do('clickTray');
    await app.until('state', (state) => state !== null);
  });
});

test('a fault that nobody caught is written down and told once, and copying goes on', async () => {
  await using computer = new Computer();
  const app = await ready(computer);
  await app.do('answer', 'showMessageBox', 2);
  await app.do('fault', 'exception', 'first fault');
  await app.do('fault', 'rejection', 'second fault');
  await app.until('happenings', (all) => all.filter(({ what }) => what === 'showMessageBox').length === 2);
  const [details] = await app.happened('clipboard');
  expect(details).toContain('first fault');
  expect(computer.log()).toMatch(/first fault[^]*second fault/);
  expect(computer.log()).not.toContain(computer.userHome);
  await protect(computer, app, 'orders.db');
  expect(await app.happened('showMessageBox')).toHaveLength(2);
});

test('another Tidemark on the same folder: the window says so, and works when the other one ends', async () => {
  await using computer = new Computer();
  const first = await ready(computer);
  const second = await computer.start();
  const stuck = await second.until('window', (window) => window?.url.endsWith('/trouble.html') === true);
  expect(stuck!.html).toContain('Tidemark cannot copy at the moment.');
  expect(stuck!.html).toContain('state-in-use');
  await second.until('tray', (tray) => tray?.images.at(-1) === 'needs-you.png');
  await first.do('quit').catch(() => undefined);
  expect(await first.ended).toBe(0);
  await second.until('state', (state) => state !== null);
});

describe('the end', () => {
  test.each(['quit', 'shutdown'] as const)('by %s copies what was written last', async (how) => {
    await using computer = new Computer();
    const app = await ready(computer);
    const id = await protect(computer, app, 'orders.db');
    await app.do('power', 'resume');
    const { url } = (await app.do('state'))!.databases[id]!.copies[0]!;
    write(computer.path('orders.db'), 90);
    if (how === 'shutdown') expect(await app.do('power', 'shutdown')).toBe(true);
    else await app.do('quit').catch(() => undefined);
    expect(await app.ended).toBe(0);
    expect(restored(computer, 'orders.db', url)).toBe(100);
    expect(computer.log()).not.toMatch(/"level":50/);
  });

  test('by SIGKILL loses nothing either: the next start goes on', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const id = await protect(computer, app, 'orders.db');
    write(computer.path('orders.db'), 90);
    await app.kill();
    const next = await ready(computer);
    const state = await next.until('state', (view) => view?.databases[id]?.state.kind === 'safe');
    const { url } = state!.databases[id]!.copies[0]!;
    await next.do('quit').catch(() => undefined);
    await next.ended;
    expect(restored(computer, 'orders.db', url)).toBe(100);
  });

  test('from the tray is an end', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    await app.do('clickTray', 'Quit Tidemark').catch(() => undefined);
    expect(await app.ended).toBe(0);
  });
});
