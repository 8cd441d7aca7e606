import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3ObjectStore } from '../../../../main/engine/destination/s3/object-store.ts';
import { useS3 } from '../../../servers/s3.ts';
import { describeObjectStore, type ObjectRig } from '../object-acceptance.ts';
import { collect, stream } from '../samples.ts';
import { optionsOf } from './place.ts';

const s3 = useS3();

function makeRig(path: string): ObjectRig {
  const location = s3.at(path);
  const opened: { close(): Promise<void> }[] = [];
  return {
    connect: () => {
      const store = s3ObjectStore(optionsOf(s3, { location }));
      opened.push(store);
      return store;
    },
    times: 'told',
    many: 1020,
    workNames: [],
    plant: async (name) => {
      await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: `${path}/${name}`, Body: 'planted' }));
    },
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
    },
  };
}

describeObjectStore('a bucket', () => Promise.resolve(makeRig('db')));

describe('a bucket of objects', () => {
  test('without a path has keys that begin with the name, as Litestream 0.3 has them', async () => {
    const rig = makeRig('');
    const store = rig.connect();
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'generations/0123456789abcdef/snapshots/x', Body: 'planted' }));
    await store.write('generations/fedcba9876543210/wal/y', stream(Buffer.from('y')));
    expect(await store.folders('generations')).toEqual(['0123456789abcdef', 'fedcba9876543210']);
    expect((await store.list('')).map(({ name }) => name)).toEqual([
      'generations/0123456789abcdef/snapshots/x',
      'generations/fedcba9876543210/wal/y',
    ]);
    expect((await collect(store.open('generations/0123456789abcdef/snapshots/x'))).toString()).toBe('planted');
    await rig.dispose();
  });

  test('leaves out keys that are no names', async () => {
    const rig = makeRig('db');
    const store = rig.connect();
    for (const Key of ['db/g/', 'db/g//x', 'db/g/../x', 'dbx/g/y', 'db/g/ok']) {
      await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: 'planted' }));
    }
    expect((await store.list('')).map(({ name }) => name)).toEqual(['g/ok']);
    await rig.dispose();
  });
});
