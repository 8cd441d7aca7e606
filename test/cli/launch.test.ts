import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findElectron } from '../../main/cli/launch/electron.ts';
import { Running } from './support/sandbox.ts';

const root = mkdtempSync(join(tmpdir(), 'launch-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** A folder as npm leaves it, with the files given in node_modules/electron/. */
function checkout(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    const full = join(dir, 'node_modules/electron', path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, text);
  }
  return dir;
}

const desktop = { env: { DISPLAY: ':0' }, platform: 'linux', getuid: () => 1000 } as const;

describe('findElectron', () => {
  test('a runtime that was fetched', () => {
    const dir = checkout('fetched', { 'path.txt': 'electron', 'dist/electron': '' });
    expect(findElectron(dir, desktop)).toEqual({ kind: 'found', path: join(dir, 'node_modules/electron/dist/electron') });
  });

  test('one that lies elsewhere', () => {
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'electron'), '');
    const env = { ...desktop.env, ELECTRON_OVERRIDE_DIST_PATH: elsewhere };
    const found = findElectron(checkout('bare', { 'package.json': '{}' }), { ...desktop, env });
    expect(found).toEqual({ kind: 'found', path: join(elsewhere, 'electron') });
  });

  test('a Mac needs no display', () => {
    const name = 'Electron.app/Contents/MacOS/Electron';
    const dir = checkout('mac', { 'path.txt': name, [`dist/${name}`]: '' });
    expect(findElectron(dir, { env: {}, platform: 'darwin' })).toMatchObject({ kind: 'found' });
  });

  test.each([
    ['no package', {}, desktop, /npx install-electron/],
    ['a package without runtime', { 'index.js': '' }, desktop, /npx install-electron/],
    ['a runtime that went away', { 'path.txt': 'electron' }, desktop, /npx install-electron/],
    ['no display', { 'dist/electron': '' }, { ...desktop, env: {} }, /a desktop/],
    ['root', { 'dist/electron': '' }, { ...desktop, getuid: () => 0 }, /root/],
  ])('%s', (name, files, surroundings, what) => {
    const found = findElectron(checkout(name, files), surroundings);
    expect(found).toEqual({ kind: 'missing', what: expect.stringMatching(what) as string });
  });
});

describe('npm that is killed', () => {
  /** npm and its shell, as one shell; below it the built launcher. */
  function started(name: string): { readonly shell: Running; readonly home: string } {
    const home = join(root, name);
    mkdirSync(home);
    const env = { ...process.env, npm_lifecycle_event: 'start', DISPLAY: '', WAYLAND_DISPLAY: '', HOME: home, TIDEMARK_HOME: join(home, 'state') };
    const launcher = join(import.meta.dirname, '../../dist/cli/launch.js');
    const child = spawn('sh', ['-c', `"${process.execPath}" "${launcher}" -addr 127.0.0.1:0; true`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    return { shell: new Running(child), home };
  }

  test('leaves nothing behind: the dashboard ends in order', async () => {
    const { shell, home } = started('killed');
    await shell.says('Ctrl-C stops');
    shell.kill('SIGKILL');
    const { stderr } = await shell.ended;
    expect(stderr).toContain('Here is its dashboard instead');
    expect(stderr).toContain('Stopped.');
    expect(existsSync(join(home, 'state/control.sock'))).toBe(false);
  });
});
