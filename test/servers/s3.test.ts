// The S3 server of the tests, and what is promised of it to those who use it.
import { GetObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { useS3 } from './s3.ts';

const s3 = useS3();

test('keeps what it is given', async () => {
  await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'a/b', Body: 'some bytes' }));
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: 'a/b' }));
  expect(await Body?.transformToString()).toBe('some bytes');
});

test('lets one of many win who create the same object', async () => {
  const put = (i: number): Promise<unknown> =>
    s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'pen', Body: `${i}`, IfNoneMatch: '*' }));
  const results = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => put(i)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

describe('the log', () => {
  beforeEach((test) => {
    test.skip(!s3.hasLog, 'the server of TIDEMARK_TEST_S3 keeps its log to itself');
  });

  test('is empty where nobody asked', async () => {
    expect(await s3.requests(await s3.mark())).toEqual([]);
  });

  test('tells each request to this bucket, also one that failed', async () => {
    const before = await s3.mark();
    await s3.client.send(new HeadBucketCommand({ Bucket: s3.bucket }));
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'a b', Body: '.' }));
    const missing = s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: 'none' }));
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await s3.requests(before)).toMatchObject([
      { method: 'HEAD', status: 200 },
      { method: 'PUT', path: `/${s3.bucket}/a b`, status: 200 },
      { method: 'GET', path: `/${s3.bucket}/none`, status: 404 },
    ]);
  });
});
