// Removing where the server refuses some, or does not know how to remove many.
import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { useS3 } from '../../../servers/s3.ts';
import { ref, sample, stream } from '../samples.ts';
import { optionsOf } from './place.ts';
import { type Proxy, useProxies } from './proxy.ts';

const s3 = useS3();
const proxied = useProxies();

async function makePlace(): Promise<{ readonly proxy: Proxy; readonly destination: Destination }> {
  const { proxy, endpoint } = await proxied(s3.endpoint);
  const destination = s3Destination(optionsOf(s3, { location: { ...s3.location, endpoint } }));
  for (const n of [1, 2, 3]) await destination.write(ref(0, n), stream(sample(ref(0, n))));
  proxy.seen.length = 0;
  return { proxy, destination };
}

const isMany = ({ method, query }: { readonly method: string; readonly query: URLSearchParams }): boolean =>
  method === 'POST' && query.has('delete');

test('many go with one request, summed by MD5', async () => {
  const { proxy, destination } = await makePlace();
  await destination.remove([ref(0, 1), ref(0, 2), ref(0, 9)]);
  expect(proxy.seen).toHaveLength(1);
  expect(proxy.seen[0]?.headers['content-md5']).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(Object.keys(proxy.seen[0]?.headers ?? {}).filter((name) => name.startsWith('x-amz-checksum'))).toEqual([]);
  expect(await destination.list(0)).toHaveLength(1);
});

describe('what is refused', () => {
  const answer = (...errors: [string, string][]): string =>
    `<DeleteResult>${errors.map(([key, code]) => `<Error><Key>${key}</Key><Code>${code}</Code><Message>no</Message></Error>`).join('')}</DeleteResult>`;

  test('is named, with the reason', async () => {
    const { proxy, destination } = await makePlace();
    const body = answer(['db/0000/a.ltx', 'AccessDenied'], ['db/0000/b.ltx', 'AccessDenied']);
    proxy.once(isMany, { answer: 200, body, headers: { 'content-type': 'application/xml' } });
    const removing = destination.remove([ref(0, 1), ref(0, 2)]);
    await expect(removing).rejects.toMatchObject({
      code: 'destination-denied',
      message: expect.stringContaining('db/0000/a.ltx') as string,
    });
  });

  test('because it is gone already is no error', async () => {
    const { proxy, destination } = await makePlace();
    proxy.once(isMany, { answer: 200, body: answer(['db/0000/a.ltx', 'NoSuchKey']) });
    await destination.remove([ref(0, 1)]);
  });

  test('as a whole is one error', async () => {
    const { proxy, destination } = await makePlace();
    proxy.decide = (seen) => (isMany(seen) ? { answer: 403, code: 'AccessDenied' } : 'pass');
    await expect(destination.remove([ref(0, 1)])).rejects.toMatchObject({ code: 'destination-denied' });
    expect(await destination.list(0)).toHaveLength(3);
  });
});

test.each([
  [501, 'NotImplemented'],
  [405, 'MethodNotAllowed'],
])('where many cannot go at once (%i), they go one by one', async (status, code) => {
  const { proxy, destination } = await makePlace();
  proxy.decide = (seen) => (isMany(seen) ? { answer: status, code } : 'pass');
  let asked = 0;
  await destination.remove([ref(0, 1), ref(0, 2), ref(0, 7)], { permit: () => void (asked += 1) });
  expect(asked).toBe(4);
  expect((await destination.list(0)).map(({ min }) => min)).toEqual([3n]);
  proxy.seen.length = 0;
  await destination.remove([ref(0, 3)]);
  expect(proxy.seen.map(({ method }) => method)).toEqual(['DELETE']);
});

test('a server that knows no conditions is looked at before each write', async () => {
  const { proxy, destination } = await makePlace();
  proxy.decide = ({ headers }) =>
    headers['if-none-match'] === undefined ? 'pass' : { answer: 501, code: 'NotImplemented' };
  await destination.write(ref(0, 4), stream(sample(ref(0, 4))));
  await expect(destination.write(ref(0, 4), stream(sample(ref(0, 4))))).rejects.toMatchObject({
    code: 'object-exists',
  });
  const large = sample(ref(9, 1, 7), { body: 6 * 1024 * 1024 });
  await destination.write(ref(9, 1, 7), stream(large, 1_000_000));
  await expect(destination.write(ref(9, 1, 7), stream(large, 1_000_000))).rejects.toMatchObject({
    code: 'object-exists',
  });
});
