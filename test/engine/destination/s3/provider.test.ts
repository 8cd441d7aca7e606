import { describe, expect, test } from 'vitest';
import type { S3Location } from '../../../../main/engine/destination/location.ts';
import { isPrivateHost, mannerOf } from '../../../../main/engine/destination/s3/provider.ts';

const at = (endpoint: string, rest: Partial<S3Location> = {}): S3Location => ({
  kind: 's3',
  bucket: 'copies',
  path: '',
  endpoint,
  ...rest,
});

describe('the manner of', () => {
  test('Amazon is to name buckets in the host and to sum everything', () => {
    const location: S3Location = { kind: 's3', bucket: 'copies', path: '' };
    expect(mannerOf(location)).toMatchObject({
      addressing: 'virtual',
      checksums: 'always',
      concurrency: 5,
      partSize: 5_242_880,
    });
  });

  test.each([
    ['http://localhost:9000', { addressing: 'path', checksums: 'required', concurrency: 5 }],
    ['https://minio.example.com:9000', { addressing: 'path', checksums: 'required' }],
    ['https://abc.r2.cloudflarestorage.com', { concurrency: 2, addressing: 'path' }],
    ['https://s3.eu-central-003.backblazeb2.com', { addressing: 'path' }],
    ['https://s3.filebase.com', { addressing: 'path' }],
    ['https://abc.supabase.co/storage/v1/s3', { addressing: 'path' }],
    ['https://storage.googleapis.com', { addressing: 'path' }],
    [
      'https://fly.storage.tigris.dev',
      { headers: { 'X-Tigris-Consistent': 'true' }, checksums: 'none', addressing: 'virtual' },
    ],
    ['https://t3.storage.dev', { headers: { 'X-Tigris-Consistent': 'true' } }],
    ['https://nott3.storage.dev', { headers: {} }],
  ])('%s', (endpoint, expected) => {
    expect(mannerOf(at(endpoint))).toMatchObject(expected);
  });

  test('a person comes first', () => {
    const chosen = { addressing: 'path', checksums: 'always', concurrency: 9, partSize: 8_388_608 } as const;
    expect(mannerOf(at('https://t3.storage.dev', chosen))).toMatchObject(chosen);
  });

  test('an access point is never to be named in the path', () => {
    const bucket = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/copies';
    expect(mannerOf({ kind: 's3', bucket, path: '', addressing: 'path' })).toMatchObject({ addressing: 'virtual' });
  });
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['192.168.0.1', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['nas.local', true],
  ['[::1]', true],
  ['[fd00::1]', true],
  ['[2001:db8::1]', false],
  ['8.8.8.8', false],
  ['10.example.com', false],
  ['localhost.example.com', false],
])('%s is a private host: %s', (host, expected) => {
  expect(isPrivateHost(host)).toBe(expected);
});
