import { expect, test } from 'vitest';
import { externalAddress, isGranted } from '../../../main/host/protocol/lockdown.ts';

test.each([
  'https://sqlite.org/wal.html',
  'https://www.sqlite.org/',
  'https://litestream.io/how-it-works/?a=1',
])('%s is opened in the browser', (address) => {
  expect(externalAddress(address)).toBe(address);
});

test.each([
  'http://sqlite.org/',
  'https://sqlite.org.evil.example/',
  'https://evil.example/sqlite.org',
  'https://sqlite.org@evil.example/',
  'https://user:secret@sqlite.org/',
  'https://sqlite.org:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://sqlite.org/share',
  'tidemark://settings',
  'ms-msdt:/id',
  '//sqlite.org/',
  '',
  `https://sqlite.org/${'a'.repeat(3000)}`,
])('%s is not', (address) => {
  expect(externalAddress(address)).toBeUndefined();
});

test('pages of ours may copy text out, and nothing else; others not even that', () => {
  const ours = 'tidemark-app://app/index.html';
  expect(isGranted('clipboard-sanitized-write', ours)).toBe(true);
  expect(isGranted('clipboard-sanitized-write', 'tidemark-app://app')).toBe(true);
  for (const origin of ['https://evil.example', 'tidemark-app://app.evil.example/', 'file:///', '']) {
    expect(isGranted('clipboard-sanitized-write', origin)).toBe(false);
  }
  for (const permission of [
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'fileSystem',
    'hid',
  ]) {
    expect(isGranted(permission, ours)).toBe(false);
  }
});
