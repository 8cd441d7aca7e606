// A process of its own that writes one large file to a bucket and dies when a part of it is there: child.ts '[url, secrets]' <parts>.
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Secrets } from '../../../../main/engine/destination/location.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { parseS3Url } from '../../../../main/engine/destination/s3/url.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import { ref, sample, stream } from '../samples.ts';

const [place = '', parts = ''] = process.argv.slice(2);
const [url, secrets] = JSON.parse(place) as [string, Secrets];
const PART = 5 * 1024 * 1024;
const large = sample(ref(9, 1, 7), { body: 4 * PART + 12_345 });

const destination = s3Destination({
  location: parseS3Url(url),
  secrets,
  traffic: freeTraffic,
  clock: systemClock,
  random: systemRandom,
  env: {},
});
const onBytes = (done: number): void => {
  if (done >= Number(parts) * PART) process.kill(process.pid, 'SIGKILL');
};
await destination.write(ref(9, 1, 7), stream(large, 1024 * 1024), { onBytes });
console.log('stored');
