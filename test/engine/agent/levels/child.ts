// A process of its own that follows a database until it is killed: child.ts <database> <home> <replica> <spool quota>.
import { Agent } from '../../../../main/engine/agent/agent.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';

const [path = '', home = '', replica = '', quota = '0'] = process.argv.slice(2);
const services = { clock: systemClock, random: systemRandom, disk: systemDisk, jobs: new InlineRunner() };
const agent = new Agent({ home, ...services });
const destination = fileDestination({ path: replica, random: systemRandom });
await agent.add({ path, destinations: [destination], settings: { spoolQuota: Number(quota), levels: [500, 1000] } });
process.send?.('following');
