import { describe, expect, test } from 'vitest';
import type { SftpLocation } from '../../../../main/engine/destination/location.ts';
import { formatSftpUrl, parseSftpUrl } from '../../../../main/engine/destination/sftp/url.ts';

const KEY = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 4, 251, 255, 190, 1])]).toString('base64')}`;
const FINGERPRINT = `SHA256:${'aB+/'.repeat(10)}xyz`;
const at = { kind: 'sftp', host: 'nas', port: 22, user: 'ada' } as const;

describe('a URL', () => {
  test.each<[string, SftpLocation]>([
    ['sftp://ada@nas/backup/app', { ...at, path: '/backup/app' }],
    ['sftp://ada@nas:2222//backup//app/', { ...at, port: 2222, path: '/backup/app' }],
    ['SFTP://ada@NAS/', { ...at, path: '/' }],
    ['sftp://ada@nas', { ...at, path: '/' }],
    ['sftp://ada@nas/~', { ...at, path: '' }],
    ['sftp://ada@nas/~/copies/a%20b', { ...at, path: 'copies/a b' }],
    ['sftp://ada@nas/%7E/x', { ...at, path: '/~/x' }],
    ['sftp://ada@nas/~x', { ...at, path: '/~x' }],
    ['sftp://ada%40home@[::1]:22/x', { ...at, user: 'ada@home', host: '::1', path: '/x' }],
    ['sftp://ada@büro.example/x', { ...at, host: 'xn--bro-hoa.example', path: '/x' }],
    [`sftp://ada@nas/x?hostKey=${encodeURIComponent(KEY)}`, { ...at, path: '/x', hostKey: KEY }],
    [`sftp://ada@nas/x?hostKey=${KEY}`, { ...at, path: '/x', hostKey: KEY }],
    [`sftp://ada@nas/x?hostKey=${FINGERPRINT}=`, { ...at, path: '/x', hostKey: FINGERPRINT }],
  ])('%s is a place', (text, location) => {
    expect(parseSftpUrl(text)).toEqual(location);
  });

  test.each([
    'sftp://ada:secret@nas/x',
    'sftp://nas/secret',
    'sftp:///secret',
    'sftp:ada@nas/secret',
    'sftp://ada@nas:0/secret',
    'sftp://ada@nas:99999/secret',
    'sftp://ada@nas/secret#x',
    'sftp://ada@nas/secret%zz',
    'sftp://ada@nas/secret%00',
    'sftp://ada@nas/x?password=secret',
    'sftp://ada@nas/x?hostKey=secret',
    'sftp://ada@nas/x?hostKey=ssh-rsa%20c2VjcmV0',
    `sftp://ada@nas/x?hostKey=${FINGERPRINT}&hostKey=secret`,
    'ssh://ada@nas/secret',
    'secret',
  ])('%s is none, and is not repeated', (text) => {
    expect(() => parseSftpUrl(text)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.not.stringContaining('secret') as string }),
    );
  });
});

test('any place is found again by its URL', () => {
  const letters = [
    'a',
    'Z',
    '9',
    '~',
    ' ',
    '%',
    '+',
    '?',
    '#',
    '@',
    ':',
    '&',
    '=',
    'é',
    '日',
    '.x',
    '\\',
    '"',
    '[',
    ']',
    ';',
  ];
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const word = (): string => Array.from({ length: 1 + random(6) }, () => letters[random(letters.length)]).join('');
  for (let run = 0; run < 2000; run++) {
    const path = Array.from({ length: random(4) }, word).join('/');
    const location: SftpLocation = {
      kind: 'sftp',
      host: ['nas', '::1', '10.0.0.7', 'a-b.example'][random(4)]!,
      port: 1 + random(65_535),
      user: word(),
      path: random(2) === 0 ? path : `/${path}`,
      ...[{}, { hostKey: KEY }, { hostKey: FINGERPRINT }][random(3)],
    };
    expect(parseSftpUrl(formatSftpUrl(location))).toEqual(location);
  }
});
