import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { openDestination, parseDestinationUrl } from '../../../main/engine/destination/url.ts';

const base = { home: resolve('/home/ada'), cwd: resolve('/desk') };
const pathOf = (text: string): string => parseDestinationUrl(text, base).path;

describe('a path', () => {
  test.each([
    ['/mnt/backup', '/mnt/backup'],
    ['/mnt/backup/', '/mnt/backup'],
    ['/mnt//backup/../disk', '/mnt/disk'],
    ['/mnt/name with spaces/ä%20?#', '/mnt/name with spaces/ä%20?#'],
    ['/mnt/a:b', '/mnt/a:b'],
    ['backup', '/desk/backup'],
    ['./s3:bucket', '/desk/s3:bucket'],
    ['../other', '/other'],
    ['~', '/home/ada'],
    ['~/backup', '/home/ada/backup'],
    ['/mnt/~', '/mnt/~'],
  ])('%s', (text, path) => {
    expect(pathOf(text)).toBe(resolve(path));
  });
});

describe('a file URL', () => {
  test.each([
    ['file:///mnt/backup', '/mnt/backup'],
    ['FILE:///mnt/backup/', '/mnt/backup'],
    ['file:///mnt/name%20with%20spaces', '/mnt/name with spaces'],
    ['file://localhost/mnt', '/mnt'],
  ])('%s', (text, path) => {
    expect(pathOf(text)).toBe(resolve(path));
  });

  test('is what a destination says of itself', () => {
    for (const path of ['/mnt/backup', '/mnt/a b', '/mnt/100%', '/mnt/x?y#z', '/mnt/é:ü']) {
      const { url } = openDestination(path, { random: systemRandom });
      expect(pathOf(url)).toBe(resolve(path));
    }
  });

  test.each([
    'file://server/share',
    'file:relative',
    'file:///mnt?x=1',
    'file:///mnt#x',
    'file:///mnt/%2Fetc',
    'file:',
  ])('%s is refused', (text) => {
    expect(() => pathOf(text)).toThrow(expect.objectContaining({ code: 'config' }));
  });
});

describe('another kind', () => {
  const urls = [
    's3://bucket/db',
    'sftp://u@h/p',
    'gs://b',
    'abs://a',
    'nats://n',
    'webdav://w',
    'oss://o',
    's3:bucket',
  ];

  test.each(urls)('%s is refused in plain words', (text) => {
    expect(() => pathOf(text)).toThrow(/this version copies to folders only/);
    expect(() => pathOf(text)).toThrow(expect.objectContaining({ code: 'config', retry: 'never' }));
  });

  test('keeps its secrets', () => {
    expect(() => pathOf('s3://key:secret@bucket/db')).toThrow(
      expect.not.objectContaining({ message: /secret/ }),
    );
  });
});

test.each(['', '  ', 'a\0b', '~eve/backup'])('"%s" is no destination', (text) => {
  expect(() => pathOf(text)).toThrow(expect.objectContaining({ code: 'config' }));
});

test('a destination is opened without being contacted', () => {
  const { type, url } = openDestination('~/nowhere', { random: systemRandom, base });
  expect({ type, url }).toEqual({ type: 'file', url: pathToFileURL(join(base.home, 'nowhere')).href });
});
