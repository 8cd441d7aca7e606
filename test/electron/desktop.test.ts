// The app in Electron itself: what the stand-in of test/host cannot prove. It runs wherever a runtime and a desktop are,
// and says what is missing where they are not.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findElectron } from '../../main/cli/launch/electron.ts';
import type { Bridge } from '../../main/ipc/contract/bridge.ts';
import { write } from '../host/desktop/support.ts';

const root = join(import.meta.dirname, '../..');
const electron = findElectron(root, process);
const why = electron.kind === 'found' ? 'with its runtime' : `skipped: needs ${electron.what}`;

describe.skipIf(electron.kind === 'missing')(`the app in Electron, ${why}`, () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-electron-')));
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    app = await _electron.launch({
      executablePath: electron.kind === 'found' ? electron.path : '',
      args: [root],
      env: { ...process.env, HOME: dir, TIDEMARK_HOME: join(dir, 'state') },
    });
    page = await app.firstWindow();
    await page.waitForLoadState();
  });
  afterAll(async () => {
    await app.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test('shows its screens from its own scheme', async () => {
    expect(page.url()).toBe('tidemark-app://app/index.html');
    await page.getByRole('main').first().waitFor();
  });

  test('gives its page the bridge and nothing of Node', async () => {
    const seen = await page.evaluate(() => ({
      bridge: Object.keys((globalThis as unknown as { tidemark: object }).tidemark).sort(),
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    }));
    expect(seen).toEqual({ bridge: ['listen', 'pathOf', 'send'], node: [] });
  });

  test('keeps its policy: no eval, no foreign origin, no other page', async () => {
    // As text: it is the page's own code that the policy holds back.
    const evaluated = await page.evaluate(
      "(() => { try { return new Function('return true')(); } catch { return 'refused'; } })()",
    );
    expect(evaluated).toBe('refused');
    const fetched = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'fetched',
        () => 'refused',
      ),
    );
    expect(fetched).toBe('refused');
    await page.evaluate("location.href = 'https://example.org/'");
    expect(page.url()).toBe('tidemark-app://app/index.html');
  });

  test('has a sandboxed renderer', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      const { sandbox, contextIsolation, nodeIntegration } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration };
    });
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  });

  test('copies a database that is registered through the bridge', async () => {
    const path = join(dir, 'orders.db');
    write(path, 10);
    const outcome = await page.evaluate((database) => {
      const { tidemark } = globalThis as unknown as { tidemark: Bridge };
      return new Promise((resolve) => {
        tidemark.listen((message) => {
          if (message.kind === 'result' && message.call === 777_777) resolve(message.outcome);
        });
        const input = { paths: [database] };
        tidemark.send({ kind: 'call', call: 777_777, command: 'database.register', input });
      });
    }, path);
    expect(outcome).toMatchObject({ ok: true });
    await page.getByText('orders.db').first().waitFor();
    expect(existsSync(join(dir, 'state/journal'))).toBe(true);
  });

  test('stays when its window is closed, and opens it again', async () => {
    await page.close();
    const again = app.waitForEvent('window');
    await app.evaluate(({ app: running }) => running.emit('activate'));
    page = await again;
    await page.getByText('orders.db').first().waitFor();
  });
});
