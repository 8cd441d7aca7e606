// Pages, tray and notices of the built app, while the real engine protects a real database.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Computer, type DesktopRun } from '../stand-in/run.ts';
import { answered, protect, rowsIn, write } from './support.ts';

async function ready(computer: Computer, ...args: Parameters<Computer['start']>): Promise<DesktopRun> {
  const app = await computer.start(...args);
  await app.until('state', (state) => state !== null);
  return app;
}

describe('a page', () => {
  test('reaches the engine and the shell through the preload, and hears of changes', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    expect(await app.do('shell')).toMatchObject({
      face: 'desktop',
      home: computer.userHome,
      chooser: 'native',
      tray: 'shown',
      login: 'not here',
    });
    const id = await protect(computer, app, 'orders.db');
    const before = (await app.do('state'))!.databases[id]!.txid;
    write(computer.path('orders.db'), 5);
    await app.until('state', (view) => view!.databases[id]!.txid > before);
    await app.do('answer', 'showOpenDialog', [computer.path('orders.db')]);
    expect(await answered(app, 'files.choose', { what: 'databases' })).toEqual([computer.path('orders.db')]);
    await answered(app, 'files.reveal', { path: computer.path('orders.db') });
    expect(await app.happened('showItemInFolder')).toEqual([computer.path('orders.db')]);
    expect(await app.do('call', 'files.reveal', { path: '/absent' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(await app.do('call', 'update.check', {})).toMatchObject({
      ok: false,
      error: { code: 'unsupported' },
    });
    expect(await app.do('call', 'no.such', {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('is given three functions by the preload, which lead nowhere else', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const names = ['listen', 'pathOf', 'send'];
    expect(await app.do('bridge')).toEqual({ names, isFrozen: true, undo: 'undefined' });
  });

  test('is heard only when it is ours', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const forgeries = ['other window', 'inner frame', 'other origin', 'gone', 'too long', 'circle'] as const;
    const quit = { kind: 'call', call: 99, command: 'shell.quit', input: {} };
    for (const how of forgeries) await app.do('forge', how, quit);
    await answered(app, 'diagnostics.report', {});
    const refused = computer
      .log()
      .split('\n')
      .filter((line) => line.includes('message refused'));
    // Told at every doubling: the first, the second, the fourth.
    expect(refused.map((line) => (JSON.parse(line) as { refused: number }).refused)).toEqual([1, 2, 4]);
  });

  test('that is closed and opened again starts from the whole state', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const id = await protect(computer, app, 'orders.db');
    await app.do('closeWindow');
    expect(await app.do('window')).toBeNull();
    await app.do('clickTray');
    const state = await app.until('state', (view) => view !== null);
    expect(state!.databases[id]?.name).toBe('orders.db');
  });
});

describe('the tray', () => {
  test('follows a database from its first copy on, and pauses and resumes it', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    await app.until('tray', (tray) => tray?.items[0]?.label === 'Nothing is protected yet.');
    await protect(computer, app, 'orders.db');
    const tray = (await app.until(
      'tray',
      (now) => now?.items[0]?.label.startsWith('Your database is safe') === true,
    ))!;
    expect(tray.images[0]).toBe('working.png');
    expect(tray.images.at(-1)).toBe('safe.png');
    expect(tray.items[2]).toMatchObject({
      label: expect.stringMatching(/^orders\.db — Safe/) as string,
      icon: 'safe.png',
    });
    await app.do('clickTray', 'Pause', 'For 1 hour');
    await app.until('tray', (now) => now?.images.at(-1) === 'paused.png');
    expect((await app.do('tray'))!.items.map(({ label }) => label)).not.toContain('Pause');
    await app.do('clickTray', 'Resume');
    await app.until('tray', (now) => now?.images.at(-1) === 'safe.png');
    await app.do('clickTray', 'Back up now');
    await app.until('state', (view) =>
      Object.values(view!.operations).some(({ facts }) => facts.kind === 'backup'),
    );
  });

  test('leads to the restore sheet at a moment, and restores nothing by itself', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const database = await protect(computer, app, 'orders.db');
    await app.until('tray', (now) => now?.items[2]?.label.startsWith('orders.db') === true);
    await app.do('closeWindow');
    await app.do('clickTray', 'orders.db', 'Choose a moment…');
    await app.until('shown', (routes) => routes.length > 0);
    expect(await app.do('shown')).toEqual([{ screen: 'restore', database }]);
    // There was no database five minutes ago.
    await expect(app.do('clickTray', 'orders.db', '5 minutes ago')).rejects.toThrow('nothing to click');
    expect(rowsIn(computer.path('orders.db'))).toBe(10);
  });
});

describe('notices', () => {
  test('tell of a first copy and of a restore to who is elsewhere, and lead to it', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    await answered(app, 'settings.set', { notifications: 'all' });
    await app.do('blur');
    const database = await protect(computer, app, 'orders.db');
    const [first] = await app.until('notices', (notices) => notices.length > 0);
    expect(first).toMatchObject({ id: 'first-copy', title: 'orders.db is safe' });
    const output = computer.path('then.db');
    await answered(app, 'restore.copy', { database, target: { kind: 'latest' }, output });
    expect(rowsIn(output)).toBe(10);
    const notices = await app.until('notices', (now) => now.length > 1);
    expect(notices[1]).toMatchObject({ title: 'A copy of orders.db is ready', body: output });
    await app.do('clickNotice', notices[1]!.id!);
    await app.until('shown', (routes) => routes.length > 0);
    expect(await app.do('shown')).toMatchObject([{ screen: 'activity' }]);
  });

  test.each(['unsupported', 'failing'] as const)(
    'are told in another way where they are %s',
    async (notices) => {
      await using computer = new Computer();
      const app = await ready(computer, { notices });
      await answered(app, 'settings.set', { notifications: 'all' });
      await app.do('blur');
      await protect(computer, app, 'orders.db');
      await app.until('happenings', (all) =>
        all.some(({ what, value }) => what === 'flashFrame' && value === true),
      );
    },
  );
});

describe('starting at login', () => {
  test('is a file on Linux, written when it is chosen and removed when it is not', async () => {
    await using computer = new Computer();
    const app = await ready(computer, { packaged: 'yes' });
    const file = join(computer.userHome, '.config/autostart/tidemark.desktop');
    expect((await app.do('shell'))?.login).toBe('off');
    expect(existsSync(file)).toBe(false);
    await answered(app, 'settings.set', { startAtLogin: 'yes' });
    await app.until('shell', (shell) => shell?.login === 'on');
    expect(readFileSync(file, 'utf8')).toContain(`Exec=${process.execPath} --hidden`);
    await answered(app, 'settings.set', { startAtLogin: 'no' });
    await app.until('shell', (shell) => shell?.login === 'off');
    expect(existsSync(file)).toBe(false);
  });

  test('is asked of the system on macOS', async () => {
    await using computer = new Computer();
    const app = await ready(computer, { packaged: 'yes', platform: 'darwin' });
    await answered(app, 'settings.set', { startAtLogin: 'yes' });
    await app.until('shell', (shell) => shell?.login === 'on');
    expect(await app.happened('setLoginItemSettings')).toEqual([{ openAtLogin: true }]);
    expect(await app.happened('setAsDefaultProtocolClient')).toEqual(['tidemark']);
  });
});
