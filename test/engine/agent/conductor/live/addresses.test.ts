// Addresses of other computers as people type them, and that of this one.
import { expect, test } from 'vitest';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkAddress } from '../../../../../main/engine/agent/conductor/live/network-address.ts';
import { serverAddress } from '../../../../../main/engine/agent/conductor/live/server-address.ts';

test.each([
  ['macbook.local', 'https://macbook.local:7674'],
  ['  MacBook.local:9000 ', 'https://macbook.local:9000'],
  ['192.168.1.20:443', 'https://192.168.1.20:443'],
  ['https://nas:7674#sha256:abc', 'https://nas:7674'],
  ['http://nas', 'https://nas:7674'],
  ['127.0.0.1:7674', 'http://127.0.0.1:7674'],
  ['[::1]:80', 'http://[::1]:80'],
  ['localhost', 'http://localhost:7674'],
])('%s is asked as %s', (typed, asked) => {
  expect(serverAddress(typed)).toBe(asked);
});

test.each(['', 'a b', 'ana@nas', 'nas:99999'])('%s is no address', (typed) => {
  expect(() => serverAddress(typed)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
});

const at = (address: string, over: Partial<NetworkInterfaceInfo> = {}): NetworkInterfaceInfo =>
  ({ address, family: 'IPv4', internal: false, netmask: '', mac: '', cidr: null, ...over }) as NetworkInterfaceInfo;

test('this computer is reached in its network, not in that of its containers; by name when it is in none', () => {
  const lo = [at('127.0.0.1', { internal: true })];
  expect(networkAddress({ lo, docker0: [at('172.17.0.1')], eth0: [at('fe80::1', { family: 'IPv6' } as never), at('192.168.1.20')] }, 'nas')).toBe('192.168.1.20');
  expect(networkAddress({ lo, docker0: [at('172.17.0.1')] }, 'nas')).toBe('172.17.0.1');
  expect(networkAddress({ lo }, 'nas')).toBe('nas');
});
