// What is chosen for a destination before anybody has chosen anything.
import { expect, test } from 'vitest';
import { firstChoices } from '../../../../main/engine/agent/catalogue/first-choices.ts';

const bucket = { kind: 's3', bucket: 'b', path: '' } as const;

test('prices are those of whom the server belongs to', () => {
  const endpoints = [
    'https://a.r2.cloudflarestorage.com',
    'https://s3.us-west-004.backblazeb2.com/',
    'https://s3.wasabisys.com',
    'https://s3.eu-west-1.amazonaws.com',
    'http://minio.lan:9000',
    'https://amazonaws.com.example.net',
  ];
  const prices = endpoints.map((endpoint) => firstChoices({ ...bucket, endpoint }).prices);
  expect(prices).toEqual(['r2', 'b2', 'wasabi', 'aws', 'none', 'none']);
  expect(firstChoices(bucket).prices).toBe('aws');
});

test('a folder is written to with each change, a server once a second; the pen is used where somebody judges', () => {
  const sftp = { kind: 'sftp', host: 'h', port: 22, user: 'u', path: '' } as const;
  const webdav = { kind: 'webdav', url: 'https://h/dav' } as const;
  const chosen = [{ kind: 'folder', path: '/b' } as const, bucket, sftp, webdav].map(firstChoices);
  expect(chosen.map(({ interval, pen }) => [interval, pen])).toEqual([
    [0, 'used'],
    [1000, 'used'],
    [1000, 'unused'],
    [1000, 'unused'],
  ]);
});
