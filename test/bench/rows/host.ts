// The desktop's host thread, which carries the windows: how long it is ever held, and what it and the engine weigh.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { makeDatabase } from '../../tools/make-db.ts';
import type { Bench } from '../bench.ts';
import { prepareBusy } from '../busy.ts';
import { openDesktop } from '../desktop.ts';
import type { Row } from '../row.ts';

const GIGABYTE = 2 ** 30;
const MEGABYTE = 2 ** 20;

export const hostLoop: Row = {
  name: 'host-loop',
  about: 'event-loop delay of the desktop host while 1 GB is first copied, 1 GB restored, and a third written',
  runs: 1,
  async prepare(bench) {
    const { computer, app, ask } = await openDesktop(bench);
    const bytes = bench.pick(GIGABYTE, 64 * MEGABYTE);
    const work = prepareBusy({ folder: computer.userHome, bytes, seconds: bench.pick(20, 3) }, ask);
    return async () => {
      const bare = watchBareLoop(bench);
      await app.do('watchLoop');
      await work.run();
      const ours = await app.do('loopDelay');
      const alone = await bare();
      return [
        {
          what: 'p99 of delays',
          unit: 'ms',
          ours: ours.p99,
          anchors: { 'bare node beside it': alone.p99 },
          budget: { of: 'figure', is: 'at most', limit: 20 },
        },
        { what: 'longest', unit: 'ms', ours: ours.max, anchors: { 'bare node beside it': alone.max } },
      ];
    };
  },
};

export const trayMemory: Row = {
  name: 'tray-memory',
  about: 'memory of host and engine with the window closed and 10 databases protected (without Chromium itself)',
  runs: 1,
  async prepare(bench) {
    const { computer, app, ask } = await openDesktop(bench);
    const paths = Array.from({ length: 10 }, (_, i) => computer.path(`app-${i}.db`));
    for (const path of paths) makeDatabase({ path, bytes: bench.pick(20, 1) * MEGABYTE });
    await ask('database.register', { paths });
    await ask('database.backUp', {});
    await app.do('closeWindow');
    return async () => {
      await setTimeout(bench.pick(20, 2) * 1000);
      const ours = (await app.do('memory')) / 1e6;
      const limit = { of: 'figure', is: 'at most', limit: 150 } as const;
      const anchors = { 'bare node': bareMemory() };
      return [{ what: 'host and engine', unit: 'MB', ours, anchors, budget: limit }];
    };
  },
};

interface Delays {
  readonly p99: number;
  readonly max: number;
}

/** What a Node that does nothing sees of the same machine at the same time. */
function watchBareLoop(bench: Bench): () => Promise<Delays> {
  const program = `const { monitorEventLoopDelay } = require('node:perf_hooks');
    const delays = monitorEventLoopDelay({ resolution: 5 });
    delays.enable();
    process.on('message', () => process.send({ p99: delays.percentile(99) / 1e6 - 5, max: delays.max / 1e6 - 5 }));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  bench.atEnd(() => child.kill());
  return async () => {
    child.send('now');
    const [delays] = (await once(child, 'message')) as [Delays];
    return delays;
  };
}

function bareMemory(): number {
  const program = 'process.stdout.write(String(process.memoryUsage.rss()))';
  return Number(spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stdout) / 1e6;
}
