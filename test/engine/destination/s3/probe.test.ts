import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { S3Options } from '../../../../main/engine/destination/s3/options.ts';
import { s3Probe } from '../../../../main/engine/destination/s3/probe.ts';
import type { Probe } from '../../../../main/engine/destination/probe.ts';
import { useS3 } from '../../../servers/s3.ts';
import { optionsOf } from './place.ts';
import { type Action, useProxies } from './proxy.ts';

const s3 = useS3();
const proxied = useProxies();
const open = (options: Partial<S3Options> = {}): Probe => s3Probe(optionsOf(s3, options));
const { signal } = new AbortController();

async function keys(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: s3.bucket }));
  return Contents.map(({ Key }) => Key);
}

test('a bucket does all that is needed, and is clean afterwards', async () => {
  const probe = open();
  await probe.reach(signal);
  await probe.write(signal);
  expect(await keys()).toEqual([expect.stringMatching(/^db\/\.tidemark-test-[0-9a-f]+$/)]);
  await probe.readBack(signal);
  await probe.list(signal);
  await probe.exclusive(signal);
  await probe.remove(signal);
  expect(await probe.clock(signal)).toBeTypeOf('number');
  expect(await probe.space(signal)).toBeUndefined();
  await probe.cleanUp();
  expect(await keys()).toEqual([]);
});

test('what was begun is cleaned up', async () => {
  const probe = open();
  await probe.write(signal);
  await probe.cleanUp();
  await probe.cleanUp();
  expect(await keys()).toEqual([]);
});

test('the difference of the clocks is told', async () => {
  const clock = { ...optionsOf(s3).clock, now: () => Date.now() + 3_600_000 };
  const ahead = (await open({ clock }).clock(signal)) ?? 0;
  expect(Math.round(ahead / 60_000)).toBe(-60);
});

describe('a place is refused that', () => {
  const through = async (decide: (method: string) => Action): Promise<Probe> => {
    const { proxy, endpoint } = await proxied(s3.endpoint);
    proxy.decide = ({ method }) => decide(method);
    return open({ location: { ...s3.location, endpoint } });
  };

  test('does not know the keys', async () => {
    const probe = open({ secrets: { ...s3.secrets, 'access-key-id': 'nobody' } });
    await expect(probe.reach(signal)).rejects.toMatchObject({ code: 'destination-denied' });
    await probe.cleanUp();
  });

  test('may be read and not written', async () => {
    const probe = await through((method) => (method === 'PUT' ? { answer: 403, code: 'AccessDenied' } : 'pass'));
    await probe.reach(signal);
    await expect(probe.write(signal)).rejects.toMatchObject({ code: 'destination-denied' });
  });

  test('gives back other bytes', async () => {
    const headers = { etag: '"0"', 'content-range': 'bytes 0-4/5', 'content-length': '5' };
    const probe = await through((method) => (method === 'GET' ? { answer: 206, body: 'other', headers } : 'pass'));
    await probe.write(signal);
    await expect(probe.readBack(signal)).rejects.toMatchObject({ code: 'destination-failed' });
    await probe.cleanUp();
  });

  test('does not list what it has', async () => {
    const probe = open();
    await expect(probe.list(signal)).rejects.toMatchObject({ code: 'destination-failed' });
  });

  test.each<[string, Action]>([
    ['overwrites', { answer: 200, body: '', headers: { etag: '"0"' } }],
    ['knows no conditions', { answer: 501, code: 'NotImplemented' }],
  ])('%s', async (_, action) => {
    const probe = await through((method) => (method === 'PUT' ? action : 'pass'));
    await expect(probe.exclusive(signal)).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('is not there', async () => {
    const probe = open({ location: { ...s3.location, endpoint: 'http://nowhere.invalid' } });
    await expect(probe.reach(signal)).rejects.toMatchObject({ code: 'destination-absent' });
    await expect(probe.clock(signal)).rejects.toMatchObject({ code: 'destination-absent' });
    await probe.cleanUp();
  });
});
