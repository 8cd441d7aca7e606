// The packaging configuration: what the packager itself says of it, and what must not be forgotten.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import type { Configuration } from 'electron-builder';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration;

interface Schema {
  readonly definitions: { readonly FuseOptionsV1: { readonly properties: object } };
}

test('the packager accepts it', async () => {
  await expect(validateConfiguration(structuredClone(config), new DebugLogger(false))).resolves.toBeUndefined();
});

test('the packager would refuse a key that it does not know', async () => {
  const wrong = { ...structuredClone(config), asarr: true };
  await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow(/asarr/);
});

test('names every fuse that there is', () => {
  const schema = readFileSync(join(root, 'node_modules/app-builder-lib/scheme.json'), 'utf8');
  const fuses = Object.keys((JSON.parse(schema) as Schema).definitions.FuseOptionsV1.properties);
  expect(Object.keys(config.electronFuses!).sort()).toEqual(fuses.sort());
});

test('makes the promised packages for each system', () => {
  const targets = (of: unknown): string[] => (of as { target: string }[]).map(({ target }) => target);
  expect(targets(config.mac!.target)).toEqual(['dmg', 'zip']);
  expect(targets(config.win!.target)).toEqual(['nsis']);
  expect(targets(config.linux!.target)).toEqual(['AppImage', 'deb', 'rpm']);
  expect(config.mac).toMatchObject({ hardenedRuntime: true, notarize: true });
});

test('every icon and file it names is there, the tray in all states', () => {
  const named = [config.mac!.icon, config.win!.icon, config.linux!.icon, config.mac!.entitlements];
  for (const file of named) expect(existsSync(join(root, String(file))), String(file)).toBe(true);
  for (const state of ['safe', 'working', 'paused', 'waiting', 'needs-you']) {
    for (const end of ['.png', '@2x.png', '.ico', 'Template.png', 'Template@2x.png']) {
      expect(existsSync(join(root, 'assets/tray', `${state}${end}`)), `${state}${end}`).toBe(true);
    }
  }
});
