import { expect, test } from 'vitest';
import { linkIn, parseLink } from '../../../main/host/links/link.ts';

test.each([
  ['tidemark://databases', { screen: 'databases' }],
  ['tidemark://databases/', { screen: 'databases' }],
  ['tidemark://database/orders-7', { screen: 'database', database: 'orders-7' }],
  ['tidemark://destinations', { screen: 'destinations' }],
  ['tidemark://replicas', { screen: 'replicas' }],
  ['tidemark://activity', { screen: 'activity' }],
  ['tidemark://activity/op-12', { screen: 'activity', operation: 'op-12' }],
  ['tidemark://settings', { screen: 'settings' }],
])('%s shows %j', (link, route) => {
  expect(parseLink(link)).toEqual(route);
});

test.each([
  '',
  'tidemark:',
  'tidemark://',
  'tidemark://restore/orders-7',
  'tidemark://database',
  'tidemark://database/',
  'tidemark://database/../settings',
  'tidemark://database/Orders',
  'tidemark://database/a/b',
  'tidemark://databases/a',
  'tidemark://settings?theme=dark',
  'tidemark://settings#a',
  'tidemark://user@settings',
  'TIDEMARK://settings',
  'tidemark://constructor',
  'tidemark://settings\n',
  ' tidemark://settings',
  'https://example.org/tidemark://settings',
  'tidemark-app://app/index.html',
  `tidemark://database/${'a'.repeat(65)}`,
  `tidemark://${'a'.repeat(100_000)}`,
])('%j is no link', (text) => {
  expect(parseLink(text)).toBeUndefined();
});

test('a link is found wherever it stands among the arguments', () => {
  expect(linkIn(['--flag', '/opt/app', 'tidemark://settings', '--other'])).toBe('tidemark://settings');
  expect(linkIn(['--url=tidemark://settings', 'tidemark'])).toBeUndefined();
});
