// One of two agents that follow the same database to the same place: each with a state of its own, the pen taken for a
// short time. Says what is safe: after each sync, the greatest row that was committed before it began.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Agent } from '../../../../main/engine/agent/agent.ts';
import { openJobs } from '../../../../main/engine/agent/jobs.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { messageOf } from '../../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { DestinationLocation, Secrets } from '../../../../main/engine/destination/location.ts';
import { openDestination, openObjects } from '../../../../main/engine/destination/open.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import { PenHolder } from '../../../../main/engine/lease/holder.ts';
import { openLeaser } from '../../../../main/engine/lease/open.ts';

/** Short, so that the other need not wait long; ms. */
const TERMS = { ttl: 1500, maxTtl: 10_000, skew: 400 };
const PAUSE_MS = 40;

export interface RivalSetup {
  readonly name: string;
  readonly home: string;
  readonly database: string;
  readonly location: DestinationLocation;
  readonly secrets: Secrets;
}

const { name, home, database, location, secrets } = JSON.parse(process.argv[2]!) as RivalSetup;
const clock = systemClock;
const random = systemRandom;
const deps = { secrets, traffic: freeTraffic, clock, random, env: {} };
const jobs = openJobs();
const agent = new Agent({ home: join(home, name), clock, random, disk: systemDisk, jobs });
const leaser = openLeaser(location, { clock, random, owner: name, objects: () => openObjects(location, deps), ...TERMS });
const permit = new PenHolder({ leaser: leaser!, clock });
const settings = { levels: [1000, 5000], snapshotInterval: 5000, shutdownTimeout: 1 };
const followed = await agent.add({
  path: database,
  destinations: [openDestination(location, deps)],
  about: () => ({ permit }),
  settings,
});

const app = new Sqlite(database, { readonly: true, fileMustExist: true });
const newest = app.prepare<[], number | null>('SELECT max(id) FROM t').pluck();
for (;;) {
  const row = newest.get() ?? 0;
  try {
    await followed.sync();
    process.send?.({ kind: 'safe', row });
  } catch (error) {
    process.send?.({ kind: 'not safe', why: messageOf(error) });
  }
  await clock.sleep(PAUSE_MS);
}
