import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { DestinationLocation } from '../../../main/engine/destination/location.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { formatDestination, isAddress, parseDestination, placeAround, placeId, placeIn } from '../../../main/engine/destination/url.ts';

const base = { home: resolve('/home/ada'), cwd: resolve('/desk') };
const pathOf = (text: string): string => {
  const location = parseDestination(text, base);
  return location.kind === 'folder' ? location.path : '';
};

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
      const { url } = fileDestination({ path, random: systemRandom });
      expect(formatDestination({ kind: 'folder', path })).toBe(url);
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
  test.each(['gs://b', 'abs://a', 'nats://n', 'oss://o'])('%s is refused in plain words', (text) => {
    expect(() => pathOf(text)).toThrow(/destinations are not supported/);
    expect(() => pathOf(text)).toThrow(expect.objectContaining({ code: 'config', retry: 'never' }));
  });

  test.each([
    ['https://cloud.example.org/dav/ada', 'webdavs://cloud.example.org/dav/ada'],
    ['http://nas:5005/backup', 'webdav://nas:5005/backup'],
    ['https://minio.example.org', 's3://bucket/path?endpoint=https://minio.example.org'],
    ['ada@nas:/backup', 'sftp://ada@nas/backup'],
    ['ada@nas:backup', 'sftp://ada@nas/~/backup'],
  ])('%s is told how it is written', (text, way) => {
    expect(() => pathOf(text)).toThrow(expect.objectContaining({ code: 'config', hint: expect.stringContaining(way) as string }));
    expect(isAddress(text)).toBe(true);
  });

  test.each(['https://ada:hush@h/dav', 'https://h/dav?token=hush', 'https://h/dav#hush'])('%s is not repeated', (text) => {
    expect(() => pathOf(text)).toThrow(expect.not.objectContaining({ hint: expect.stringContaining('hush') as string }));
  });

  test('a name with an address in it is a path from its folder on', () => {
    expect(pathOf('./ada@nas:backup')).toBe(resolve('/desk/ada@nas:backup'));
    expect(isAddress('/mnt/ada@nas:backup')).toBe(false);
  });

  test('keeps its secrets', () => {
    expect(() => pathOf('s3://key:secret@bucket/db')).toThrow(expect.not.objectContaining({ message: /secret/ }));
  });
});

test.each(['', '  ', 'a\0b', '~eve/backup'])('"%s" is no destination', (text) => {
  expect(() => pathOf(text)).toThrow(expect.objectContaining({ code: 'config' }));
});

describe('a place in a place', () => {
  const places: readonly DestinationLocation[] = [
    { kind: 'folder', path: resolve('/mnt/backup') },
    { kind: 's3', bucket: 'b', path: '' },
    { kind: 's3', bucket: 'b', path: 'a/b', endpoint: 'http://localhost:9000' },
    { kind: 'sftp', host: 'nas', port: 22, user: 'ada', path: '/home/ada' },
    { kind: 'sftp', host: 'nas', port: 22, user: 'ada', path: 'copies' },
    { kind: 'webdav', url: 'https://cloud.example/dav/files', user: 'ada' },
  ];

  test.each(places)('%o is found again around what is in it', (place) => {
    const inside = placeIn(place, 'shop.db-1a2b3c');
    expect(placeId(inside)).not.toBe(placeId(place));
    expect(placeAround(inside)).toEqual({ around: place, name: 'shop.db-1a2b3c' });
  });

  test('the outermost is in none', () => {
    expect(placeAround({ kind: 'folder', path: resolve('/') })).toBeUndefined();
    expect(placeAround({ kind: 's3', bucket: 'b', path: '' })).toBeUndefined();
    expect(placeAround({ kind: 'webdav', url: 'https://cloud.example' })).toBeUndefined();
  });
});
