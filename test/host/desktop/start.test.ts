// The built app starts as it should: what is told to Electron, in which order, and what pages are given.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Computer, type DesktopRun } from '../stand-in/run.ts';

const ORIGIN = 'tidemark-app://app';

async function ready(computer: Computer, ...args: Parameters<Computer['start']>): Promise<DesktopRun> {
  const app = await computer.start(...args);
  await app.until('state', (state) => state !== null);
  return app;
}

describe('the app', () => {
  test('says before Electron is ready what must be said then, and keeps its things in its own folder', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const all = (await app.do('happenings')).map(({ what }) => what);
    const begin = [
      'registerSchemesAsPrivileged',
      'enableSandbox',
      'setName',
      'setAppUserModelId',
      'setPath',
      'setPath',
    ];
    expect(all.slice(0, 7)).toEqual([...begin, 'crashReporter']);
    expect(await app.happened('crashReporter')).toEqual([{ uploadToServer: false }]);
    expect(await app.happened('setPath')).toEqual([
      { name: 'userData', path: join(computer.home, 'desktop/chromium') },
      { name: 'crashDumps', path: join(computer.home, 'desktop/crashes') },
    ]);
    expect(statSync(join(computer.home, 'desktop/chromium')).mode & 0o777).toBe(0o700);
  });

  test('opens one sandboxed window on its own scheme, with the theme behind it', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const window = (await app.do('window'))!;
    expect(window).toMatchObject({ url: `${ORIGIN}/index.html`, isShown: true });
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(existsSync(window.options.webPreferences!.preload!)).toBe(true);
    expect(existsSync(window.options.icon as string)).toBe(true);
    expect(await app.happened('loadURL')).toEqual([`${ORIGIN}/index.html`]);
  });

  test('serves the built screens with the policy, and nothing else', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    const index = await app.do('get', `${ORIGIN}/`);
    expect(index.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    const script = /src="\.?(\/assets\/[^"]+\.js)"/.exec(index.text)![1]!;
    const served = await app.do('get', ORIGIN + script);
    expect(served).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    // Nothing inline: the policy would stop it.
    expect(index.text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
    for (const path of ['/../index.js', '/..%2findex.js', '/preload.cjs', '/missing.js']) {
      expect((await app.do('get', ORIGIN + path)).status).toBe(404);
    }
    expect((await app.do('get', `${ORIGIN}/`, 'POST')).status).toBe(405);
  });

  test('holds its pages to themselves', async () => {
    await using computer = new Computer();
    const app = await ready(computer);
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      `${ORIGIN}/index.html`,
      'tidemark://settings',
    ]) {
      expect(await app.do('followLink', url)).toBe(true);
    }
    expect(await app.happened('loadURL')).toHaveLength(1);
    for (const url of ['https://evil.example/', 'https://sqlite.org/wal.html', 'file:///etc/passwd']) {
      expect(await app.do('openWindowFrom', url)).toEqual({ action: 'deny' });
    }
    expect(await app.happened('openExternal')).toEqual(['https://sqlite.org/wal.html']);
    expect(await app.do('permission', 'media', `${ORIGIN}/`)).toBe(false);
    expect(await app.do('permission', 'clipboard-sanitized-write', `${ORIGIN}/`)).toBe(true);
    expect(await app.happened('onBeforeRequest')).toHaveLength(1);
  });

  test.each([{}, { packaged: 'yes' }] as const)('connects to nobody (%j)', async (setup) => {
    await using computer = new Computer();
    const app = await ready(computer, setup);
    await app.do('appEvent', 'activate');
    expect(await app.happened('connection')).toEqual([]);
  });

  test('starts without a window when it is started at login; starting it again shows one', async () => {
    await using computer = new Computer();
    const app = await computer.start({}, '--hidden');
    await app.until('tray', (tray) => tray?.tooltip.includes('Nothing is protected') === true);
    expect(await app.do('window')).toBeNull();
    await app.do('appEvent', 'second-instance', ['tidemark', '--hidden'], '/', {});
    expect(await app.do('window')).toBeNull();
    await app.do('appEvent', 'second-instance', ['tidemark'], '/', {});
    await app.until('window', (window) => window?.isShown === true);
  });

  test('leaves at once when another one runs, and opens nothing', async () => {
    await using computer = new Computer();
    const app = await computer.start({ lock: 'taken' });
    expect(await app.ended).toBe(0);
    expect(existsSync(join(computer.home, 'journal'))).toBe(false);
    expect(existsSync(join(computer.home, 'logs'))).toBe(false);
  });

  test('does without a tray, and says so to its screens', async () => {
    await using computer = new Computer();
    const app = await ready(computer, { tray: 'none' });
    expect((await app.until('shell', (shell) => shell !== null))?.tray).toBe('none');
    expect(computer.log()).toContain('no status notifier');
    await app.do('closeWindow');
    await app.do('appEvent', 'window-all-closed');
    await app.do('appEvent', 'second-instance', ['tidemark'], '/', {});
    await app.until('window', (window) => window?.isShown === true);
  });

  test('on macOS hides from the dock while it has no window, and has template pictures', async () => {
    await using computer = new Computer();
    const app = await ready(computer, { platform: 'darwin' });
    expect((await app.do('tray'))!.images[0]).toMatch(/Template\.png$/);
    expect(await app.happened('dock.show')).toHaveLength(1);
    expect((await app.do('menu'))[0]?.label).toBe('Tidemark');
    await app.do('closeWindow');
    expect(await app.happened('dock.hide')).toHaveLength(1);
    await app.do('appEvent', 'activate');
    await app.until('window', (window) => window?.isShown === true);
    expect(await app.happened('dock.show')).toHaveLength(2);
  });

  test('speaks the language of the system, and another one when that is chosen', async () => {
    await using computer = new Computer();
    const app = await ready(computer, { locale: 'de-AT' });
    await app.until('tray', (tray) => tray?.items[0]?.label === 'Noch ist nichts geschützt.');
    expect((await app.do('menu')).map(({ label }) => label)).toContain('Bearbeiten');
    await app.do('call', 'settings.set', { language: 'en', theme: 'dark' });
    await app.until('tray', (tray) => tray?.items[0]?.label === 'Nothing is protected yet.');
    expect((await app.do('menu')).map(({ label }) => label)).toContain('Edit');
    expect(await app.do('themeSource')).toBe('dark');
  });
});
