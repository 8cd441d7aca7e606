import { describe, expect, test } from 'vitest';
import { hostAndPort } from '../../../main/engine/base/listen.ts';
import { ownHosts, parseAddress } from '../../../main/headless/http/address.ts';

describe('parseAddress', () => {
  test.each([
    ['127.0.0.1:7673', '127.0.0.1', 7673],
    ['localhost:80', '127.0.0.1', 80],
    ['127.8.9.1:0', '127.8.9.1', 0],
    ['[::1]:7673', '::1', 7673],
  ])('%s', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  test.each([
    '0.0.0.0:7673',
    '[::]:7673',
    '192.168.1.4:7673',
    'example.com:80',
    '127.0.0.1.example.com:80',
    '127.1:80',
    '[::ffff:127.0.0.1]:80',
    '[::ffff:1.2.3.4]:80',
    ':7673',
    '7673',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    '127.0.0.1:7673/',
    '',
  ])('%j is refused', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  });
});

test('hosts of a browser on this computer', () => {
  expect([...ownHosts({ host: '127.0.0.1', port: 7673 })]).toEqual(['127.0.0.1:7673', 'localhost:7673']);
  expect([...ownHosts({ host: '::1', port: 80 })].sort()).toEqual(['[::1]', '[::1]:80', 'localhost', 'localhost:80']);
  expect(hostAndPort({ host: '::1', port: 1 })).toBe('[::1]:1');
});
