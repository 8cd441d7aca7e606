// A place while it is typed: into a location and back, for every kind and option.
import { describe, expect, test } from 'vitest';
import type { DestinationLocation, SecretName } from '../../../../../main/ipc/contract/views.ts';
import { askedOf, draftOf, emptyDraft, placeOf, problemsOf } from '../../../../../renderer/screens/destinations/place/draft.ts';
import type { Values } from '../../../../../renderer/screens/destinations/place/fields.ts';
import { providerOf } from '../../../../../renderer/screens/destinations/place/providers.ts';

type Typed = Exclude<DestinationLocation, { kind: 'folder' }>;

const LOCATIONS: readonly (readonly [string, Typed, readonly SecretName[]])[] = [
  ['a bucket of Amazon’s', { kind: 's3', bucket: 'b', path: 'a/b' }, ['access-key-id', 'secret-access-key']],
  ['with a profile', { kind: 's3', bucket: 'b', path: '', profile: 'p' }, []],
  ['at R2, in the EU', { kind: 's3', bucket: 'b', path: '', endpoint: 'https://acc.eu.r2.cloudflarestorage.com' }, ['access-key-id', 'secret-access-key']],
  ['at B2', { kind: 's3', bucket: 'b', path: '', endpoint: 'https://s3.us-west-004.backblazeb2.com', region: 'us-west-004' }, ['access-key-id', 'secret-access-key']],
  ['at Wasabi', { kind: 's3', bucket: 'b', path: '', endpoint: 'https://s3.eu-central-2.wasabisys.com', region: 'eu-central-2' }, ['access-key-id', 'secret-access-key']],
  [
    'with everything',
    {
      kind: 's3', bucket: 'b', path: 'p', endpoint: 'http://minio.lan:9000', region: 'x', addressing: 'path', storageClass: 'COLD', partSize: 16 * 2 ** 20,
      concurrency: 3, encryption: { kind: 'kms', keyId: 'k' }, checksums: 'required', signPayload: 'no', verifyTls: 'no',
    },
    ['access-key-id', 'secret-access-key'],
  ],
  ['with a key of its own', { kind: 's3', bucket: 'b', path: '', encryption: { kind: 'customer' } }, ['access-key-id', 'secret-access-key', 'customer-key']],
  ['a server', { kind: 'sftp', host: 'h', port: 22, user: 'u', path: '/p' }, ['password']],
  ['another port and a key', { kind: 'sftp', host: 'h', port: 2022, user: 'u', path: '', hostKey: 'k' }, ['private-key']],
  ['WebDAV', { kind: 'webdav', url: 'https://h/p', user: 'u' }, ['password']],
  ['WebDAV for everybody', { kind: 'webdav', url: 'http://h/p' }, []],
];

test.each(LOCATIONS)('%s comes back as it was, without problems', (_name, location, kept) => {
  const draft = draftOf(location, kept);
  expect(problemsOf(draft, kept)).toEqual({});
  expect(placeOf(draft)).toEqual({ location });
});

describe('problems', () => {
  const s3 = (values: Values): ReturnType<typeof problemsOf> => problemsOf({ kind: 's3', values: { 'bucket': 'b', 'access-key-id': 'i', 'secret-access-key': 's', ...values } });

  test('what must be said is missed', () => {
    expect(problemsOf(emptyDraft('sftp'))).toEqual({ host: 'missing', user: 'missing', password: 'missing' });
    expect(problemsOf(emptyDraft('webdav'))).toEqual({ url: 'missing' });
    expect(s3({})).toEqual({});
    expect(s3({ provider: 'r2' })).toEqual({ account: 'missing' });
    expect(s3({ encryption: 'customer' })).toEqual({ 'customer-key': 'missing' });
  });

  test.each<[Values]>([[{ partSize: '4' }], [{ partSize: '5.5' }], [{ concurrency: '65' }], [{ concurrency: '0' }], [{ provider: 'other', endpoint: 'minio' }]])(
    '%o is wrong',
    (values) => { expect(Object.values(s3(values))).toEqual(['wrong']); },
  );

  test('an address with a password in it is wrong: secrets are not kept in addresses', () => {
    expect(problemsOf({ kind: 'webdav', values: { url: 'https://ada:pw@h/p' } })).toEqual({ url: 'wrong' });
  });

  test.each(['ssh', '0', '65536', '99999', '022'])('%s is no port', (port) => {
    expect(problemsOf({ kind: 'sftp', values: { host: 'h', user: 'u', password: 'p', port } })).toEqual({ port: 'wrong' });
  });

  test.each(['1', '22', '9999', '10000', '59999', '65535'])('%s is one', (port) => {
    expect(problemsOf({ kind: 'sftp', values: { host: 'h', user: 'u', password: 'p', port } })).toEqual({});
  });
});

test('only what is asked with what was said is sent', () => {
  const values: Values = { 'bucket': 'b', 'keys': 'own', 'access-key-id': 'i', 'secret-access-key': 's', 'provider': 'aws', 'endpoint': 'https://old' };
  expect(placeOf({ kind: 's3', values })).toEqual({ location: { kind: 's3', bucket: 'b', path: '' } });
  expect(askedOf({ kind: 's3', values }).map(({ name }) => name)).not.toContain('secret-access-key');
});

test('blanks around what was typed or pasted do not count, but for passwords', () => {
  expect(placeOf({ kind: 'sftp', values: { host: ' h ', user: 'u ', password: ' p ' } })).toEqual({
    location: { kind: 'sftp', host: 'h', port: 22, user: 'u', path: '' },
    secrets: { password: ' p ' },
  });
  expect(placeOf({ kind: 's3', values: { 'bucket': 'b', 'access-key-id': ' i\n', 'secret-access-key': ' s ' } }).secrets)
    .toEqual({ 'access-key-id': 'i', 'secret-access-key': 's' });
});

test('a provider is known by its endpoint', () => {
  expect(providerOf(undefined)).toEqual({ provider: 'aws', part: '' });
  expect(providerOf('https://s3.us-west-004.backblazeb2.com/')).toEqual({ provider: 'b2', part: 'us-west-004' });
  expect(providerOf('https://example.net')).toEqual({ provider: 'other', part: '' });
});
