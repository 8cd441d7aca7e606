// Never two who may write at once, whatever the order in which things happen: random schedules, call by call.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConditionalStore } from '../../../main/engine/destination/conditional.ts';
import { fileLeaser } from '../../../main/engine/lease/file/leaser.ts';
import { type FileSystem, systemFiles } from '../../../main/engine/destination/folder-calls.ts';
import { objectLeaser } from '../../../main/engine/lease/s3.ts';
import { DEFAULT_TERMS } from '../../../main/engine/lease/terms.ts';
import { MemoryServer } from './memory-store.ts';
import { noAnswer, World } from './world.ts';

const { skew } = DEFAULT_TERMS;
const HOUR = 3_600_000;
/** `TIDEMARK_LEASE_SCHEDULES=5000 npm run unit -- test/engine/lease/interleaving` is the long form. */
const SCHEDULES = Number(process.env['TIDEMARK_LEASE_SCHEDULES'] ?? 30);
const FIRST = Number(process.env['TIDEMARK_LEASE_SEED'] ?? 1);
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => FIRST + i);

/** A server where answers get lost, and requests arrive long after. */
function unsureServer(world: World, time: 'told' | 'untold'): ConditionalStore {
  const sure = new MemoryServer({
    ...(time === 'told' && { time: () => world.time }),
    interfere: async (step) => {
      await world.turn();
      if (step === 'answer' && world.dice.once(15)) throw noAnswer();
    },
  });
  return {
    url: sure.url,
    read: (name) => sure.read(name),
    write: (name, bytes, expected) => {
      if (!world.dice.once(15)) return sure.write(name, bytes, expected);
      void world.beside(() => sure.write(name, bytes, expected));
      return Promise.reject(noAnswer());
    },
  };
}

test('at a server that tells its time, whatever clocks do', async () => {
  let changes = 0;
  for (const seed of seeds(SCHEDULES)) {
    const world = new World({ seed, skew: HOUR, jump: HOUR, calm: 30 });
    const store = unsureServer(world, 'told');
    world.begin(4, (clock, owner, random) => objectLeaser({ store, clock, owner, random }));
    await world.run(1500);
    changes += world.changes;
  }
  expect(changes).toBeGreaterThan(4 * SCHEDULES);
}, 60_000 + 1000 * SCHEDULES);

test('at a server that does not, while clocks differ by less than the allowance', async () => {
  let changes = 0;
  for (const seed of seeds(SCHEDULES)) {
    const world = new World({ seed, skew: skew / 2, jump: 0, calm: 30 });
    const store = unsureServer(world, 'untold');
    world.begin(4, (clock, owner, random) => objectLeaser({ store, clock, owner, random }));
    await world.run(1500);
    changes += world.changes;
  }
  expect(changes).toBeGreaterThan(4 * SCHEDULES);
}, 60_000 + 1000 * SCHEDULES);

/** A folder on a machine that has the true time, each call of which waits for its turn. */
function slowFiles(world: World): FileSystem {
  const inTurn = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, key): unknown {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          if (key === 'sync') return undefined;
          await world.turn();
          const result: unknown = await Reflect.apply(method, target, args);
          if (world.dice.once(300) && key !== 'open') throw Object.assign(new Error('no answer'), { code: 'EIO' });
          if (key === 'stat') return Object.create(result as object, { ctimeMs: { value: world.time }, birthtimeMs: { value: 0 } });
          return key === 'open' ? inTurn(result as object) : result;
        };
      },
    });
  return inTurn(systemFiles);
}

test('in a folder, whatever clocks do', async () => {
  let changes = 0;
  for (const seed of seeds(SCHEDULES / 3)) {
    const dir = await mkdtemp(join(tmpdir(), 'tidemark-lease-'));
    const world = new World({ seed, skew: HOUR, jump: HOUR, calm: 200 });
    const fs = slowFiles(world);
    world.begin(3, (clock, owner, random) => fileLeaser({ dir, fs, clock, owner, random }));
    await world.run(4000);
    changes += world.changes;
    await rm(dir, { recursive: true });
  }
  expect(changes).toBeGreaterThan(SCHEDULES);
}, 60_000 + 1000 * SCHEDULES);
