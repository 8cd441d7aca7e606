import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { type SafeStore, SafeVault } from '../../../main/host/secrets/vault.ts';

const CANARY = 'canary-7f3a-secret';

/** A store that seals with a key of its own, as a keyring does. */
class Keyring implements SafeStore {
  backend = 'gnome_libsecret';
  key = 0x5a;
  newerKey: number | undefined;
  available: 'yes' | 'no' = 'yes';
  plain: 'asked for' | 'not asked for' = 'not asked for';
  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(this.available === 'yes');
  }
  getSelectedStorageBackend(): string {
    return this.backend;
  }
  setUsePlainTextEncryption(): void {
    this.plain = 'asked for';
  }
  encryptStringAsync(text: string): Promise<Buffer> {
    const key = this.newerKey ?? this.key;
    return Promise.resolve(Buffer.from([key, ...Buffer.from(text).map((byte) => byte ^ key)]));
  }
  decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const [key] = sealed;
    if (key !== this.key && key !== this.newerKey) return Promise.reject(new Error('wrong key'));
    const result = Buffer.from(sealed.subarray(1).map((byte) => byte ^ key!)).toString();
    return Promise.resolve({ result, shouldReEncrypt: this.newerKey !== undefined && key !== this.newerKey });
  }
}

let dir: string;
let file: string;
let keyring: Keyring;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-vault-'));
  file = join(dir, 'vault.json');
  keyring = new Keyring();
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const open = (platform: NodeJS.Platform = 'linux'): SafeVault =>
  new SafeVault({ file, store: keyring, platform, disk: systemDisk, random: systemRandom });
const stored = (): string => readFileSync(file, 'utf8');

describe('the vault', () => {
  test('gives back what it was given, over restarts, and keeps only what is sealed', async () => {
    await open().store('bucket', CANARY);
    await open().store('other', 'second');
    expect(await open().read('bucket')).toBe(CANARY);
    expect(await open().read('absent')).toBeUndefined();
    expect(await open().read('constructor')).toBeUndefined();
    expect(stored()).not.toContain(CANARY);
    expect(stored()).not.toContain(Buffer.from(CANARY).toString('base64'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await open().forget('bucket');
    expect(await open().read('bucket')).toBeUndefined();
    expect(await open().read('other')).toBe('second');
  });

  test('loses nothing when many are stored at once', async () => {
    const vault = open();
    const names = Array.from({ length: 20 }, (_, i) => `name-${i}`);
    await Promise.all(names.map((name) => vault.store(name, `secret ${name}`)));
    expect(await Promise.all(names.map((name) => vault.read(name)))).toEqual(
      names.map((name) => `secret ${name}`),
    );
  });

  test.each([
    ['linux', 'gnome_libsecret'],
    ['darwin', 'keychain'],
    ['win32', 'dpapi'],
  ] as const)('on %s says which store seals', async (platform, backend) => {
    expect(await open(platform).state()).toEqual({ kind: 'sealed', backend });
  });

  test('keeps nothing in the clear unless that was accepted', async () => {
    keyring.backend = 'basic_text';
    keyring.available = 'no';
    expect(await open().state()).toEqual({ kind: 'open', accepted: 'no' });
    await expect(open().store('bucket', CANARY)).rejects.toMatchObject({ code: 'refused' });
    expect(keyring.plain).toBe('not asked for');
    await open().accept();
    await open().store('bucket', CANARY);
    expect(keyring.plain).toBe('asked for');
    expect(await open().state()).toEqual({ kind: 'open', accepted: 'yes' });
    expect(await open().read('bucket')).toBe(CANARY);
  });

  test('says so when another store sealed what it has, and writes nothing beside it', async () => {
    await open().store('bucket', CANARY);
    const before = stored();
    keyring.backend = 'kwallet6';
    expect(await open().state()).toEqual({
      kind: 'other-store',
      was: 'gnome_libsecret',
      backend: 'kwallet6',
    });
    await expect(open().store('other', 'x')).rejects.toThrow('gnome_libsecret');
    await expect(open().read('bucket')).rejects.toMatchObject({ code: 'refused' });
    expect(stored()).toBe(before);
  });

  test('asks for the keyring to be unlocked when it does not open a secret', async () => {
    await open().store('bucket', CANARY);
    keyring.key = 0x33;
    await expect(open().read('bucket')).rejects.toMatchObject({ code: 'refused', retry: 'later' });
  });

  test('seals again with a newer key', async () => {
    await open().store('bucket', CANARY);
    keyring.newerKey = 0x77;
    expect(await open().read('bucket')).toBe(CANARY);
    keyring.key = 0x77;
    keyring.newerKey = undefined;
    expect(await open().read('bucket')).toBe(CANARY);
  });

  test.each([
    '',
    '{',
    '{"version":2}',
    '[]',
    '{"version":1,"backend":"a","accepted":"yes","secrets":{"a":1}}',
  ])('does not write over a file that it cannot read: %j', async (text) => {
    writeFileSync(file, text);
    await expect(open().store('bucket', CANARY)).rejects.toMatchObject({ code: 'config' });
    expect(stored()).toBe(text);
  });
});
