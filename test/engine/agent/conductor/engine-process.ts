// The engine in a process of its own, to be killed: opens the home it is given, protects the databases it is given,
// says `safe` each time all of them are, and goes on until it is ended.
import { join } from 'node:path';
import { openEngine } from '../../../../main/engine/agent/open-engine.ts';
import { FileSecrets } from '../../../../main/engine/agent/secrets.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';

const [home = '', userHome = '', ...paths] = process.argv.slice(2);
const keeper = new FileSecrets({ disk: systemDisk, random: systemRandom, home });
const services = { clock: systemClock, random: systemRandom, disk: systemDisk, platform: process.platform, env: {}, keeper };
const engine = await openEngine({ home, userHome, defaultFolder: join(userHome, 'Tidemark Backups'), ...services });
engine.changed.on(({ databases }) => {
  const all = Object.values(databases);
  if (all.length > 0 && all.every(({ state }) => state.kind === 'safe')) process.send?.('safe');
});
const work = { signal: new AbortController().signal, onProgress: () => undefined };
if (paths.length > 0) await engine.register({ paths }, work);
