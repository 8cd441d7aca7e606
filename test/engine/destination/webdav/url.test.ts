import { describe, expect, test } from 'vitest';
import type { WebdavLocation } from '../../../../main/engine/destination/location.ts';
import { formatWebdavUrl, parseWebdavUrl } from '../../../../main/engine/destination/webdav/url.ts';

describe('a URL', () => {
  test.each<[string, Omit<WebdavLocation, 'kind'>]>([
    ['webdavs://cloud.example/dav/files', { url: 'https://cloud.example/dav/files' }],
    ['webdav://localhost:8080/dav//files/', { url: 'http://localhost:8080/dav/files' }],
    ['WebDAVs://Cloud.Example', { url: 'https://cloud.example' }],
    ['webdavs://ada%40home@cloud.example:443/a%20b', { url: 'https://cloud.example/a%20b', user: 'ada@home' }],
    ['webdav://ada@[::1]:81/x', { url: 'http://[::1]:81/x', user: 'ada' }],
  ])('%s is a place', (text, location) => {
    expect(parseWebdavUrl(text)).toEqual({ kind: 'webdav', ...location });
  });

  test.each([
    'webdavs://ada:secret@cloud.example/x',
    'webdavs://cloud.example/secret?x=1',
    'webdavs://cloud.example/secret#x',
    'webdavs://cloud.example/secret%zz',
    'webdavs://cloud.example/secret%00',
    'webdavs://',
    'webdavs:cloud.example/secret',
    'https://cloud.example/secret',
    'secret',
  ])('%s is none, and is not repeated', (text) => {
    expect(() => parseWebdavUrl(text)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.not.stringContaining('secret') as string }),
    );
  });
});

test('any place is found again by its URL', () => {
  const letters = ['a', 'Z', '9', '~', ' ', '%', '+', '?', '#', '@', ':', '&', '=', 'é', '日', '.x', '"', '[', ';'];
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const word = (): string => Array.from({ length: 1 + random(6) }, () => letters[random(letters.length)]).join('');
  for (let run = 0; run < 2000; run++) {
    const path = Array.from({ length: random(4) }, () => `/${encodeURIComponent(word())}`).join('');
    const host = ['cloud.example', 'localhost:8080', '[::1]', '10.0.0.7:81'][random(4)]!;
    const location: WebdavLocation = {
      kind: 'webdav',
      url: `${['http', 'https'][random(2)]!}://${host}${path}`,
      ...[{}, { user: word() }][random(2)],
    };
    expect(parseWebdavUrl(formatWebdavUrl(location))).toEqual(location);
  }
});
