// A process of its own that tells whether the SDK is loaded before and after the first request: loaded.ts '[url, secrets]'.
import { createRequire } from 'node:module';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Secrets } from '../../../../main/engine/destination/location.ts';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { parseS3Url } from '../../../../main/engine/destination/s3/url.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';

const [url, secrets] = JSON.parse(process.argv[2] ?? '') as [string, Secrets];
const { cache } = createRequire(import.meta.url);
const isLoaded = (): string => (Object.keys(cache).some((path) => path.includes('client-s3')) ? 'yes' : 'no');

const options = { traffic: freeTraffic, clock: systemClock, random: systemRandom, env: {} };
const destination = s3Destination({ location: parseS3Url(url), secrets, ...options });
const before = isLoaded();
await destination.list(0);
console.log(before, isLoaded());
await destination.close();
