// Places in a bucket of the test server, for tests of the S3 destination.
import { CopyObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import type { S3Location } from '../../../../main/engine/destination/location.ts';
import type { S3Options } from '../../../../main/engine/destination/s3/options.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import type { S3Fixture } from '../../../servers/s3.ts';
import type { DestinationRig } from '../acceptance.ts';

/** For the test's own bucket, unless told otherwise. */
export function optionsOf(s3: S3Fixture, options: Partial<S3Options> = {}): S3Options {
  const { location, secrets } = s3;
  return { location, secrets, traffic: freeTraffic, clock: systemClock, random: systemRandom, env: {}, ...options };
}

export function makePlace(s3: S3Fixture, overrides: Partial<S3Location> = {}): DestinationRig {
  const opened: Destination[] = [];
  const location = { ...s3.location, ...overrides };
  const level = (n: number): string => `${location.path}/${n.toString(16).padStart(4, '0')}/`;
  return {
    connect: () => {
      const destination = s3Destination(optionsOf(s3, { location }));
      opened.push(destination);
      return destination;
    },
    plantForeign: async (n, name) => {
      const Key = level(n) + name;
      await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: 'not an LTX file' }));
    },
    // Copying is what gives an object a new time, and leaves its metadata.
    spoilTimes: async () => {
      const { Contents = [] } = await s3.client.send(
        new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: level(0) }),
      );
      for (const { Key } of Contents) await copyOntoItself(s3, Key ?? '');
    },
    dispose: async () => {
      await Promise.all(opened.map((destination) => destination.close()));
    },
  };
}

async function copyOntoItself(s3: S3Fixture, Key: string): Promise<void> {
  const { Metadata } = await s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key }));
  const CopySource = `${s3.bucket}/${Key}`;
  await s3.client.send(
    new CopyObjectCommand({ Bucket: s3.bucket, Key, CopySource, Metadata, MetadataDirective: 'REPLACE' }),
  );
}
