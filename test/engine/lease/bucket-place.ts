// A real server's bucket as a place where a pen can lie.
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { s3Objects } from '../../../main/engine/destination/s3/objects.ts';
import { freeTraffic } from '../../../main/engine/destination/traffic.ts';
import type { Leaser } from '../../../main/engine/lease/leaser.ts';
import { objectLeaser } from '../../../main/engine/lease/s3.ts';
import type { Asked } from './places.ts';
import type { S3Fixture } from '../../servers/s3.ts';
import type { ShiftedClock } from '../shifted-clock.ts';
import { aheadOf, LeasePlace } from './places.ts';

export class BucketPlace extends LeasePlace {
  readonly #s3: S3Fixture;

  constructor(s3: S3Fixture) {
    super();
    this.#s3 = s3;
  }

  leaser(clock: ShiftedClock, owner: string, terms: Asked): Leaser {
    const { location, secrets } = this.#s3;
    // Requests are signed with the true time; only leases live in the shifted one.
    const objects = s3Objects({ location, secrets, traffic: freeTraffic, random: systemRandom, clock, env: {} });
    return objectLeaser({ store: aheadOf(objects, () => this.ahead), owner, clock, random: systemRandom, ...terms });
  }

  async raw(): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.client.send(new GetObjectCommand(this.#object));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async plant(text: string): Promise<void> {
    await this.#s3.client.send(new PutObjectCommand({ ...this.#object, Body: Buffer.from(text) }));
  }

  async empty(): Promise<void> {
    await this.#s3.client.send(new DeleteObjectCommand(this.#object));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  get #object(): { Bucket: string; Key: string } {
    return { Bucket: this.#s3.bucket, Key: 'db/lock.json' };
  }
}
