// Live replicas for the gallery, and what is answered about them.
import type { EngineView, LiveView } from '../../../main/ipc/contract/views.ts';
import type { Answers } from '../rig/fake-engine.ts';
import { CODE, everyFollower, everyReplica, live, paired, peer, replica, SERVING } from '../rig/live.ts';
import { database, engine, NOW } from '../rig/states.ts';

type Show = (change: (before: EngineView) => EngineView) => void;

const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const databases = [database('orders.db'), database('customers.db')];
const scene = (view: LiveView) => (): EngineView => engine(databases, { live: view });
const manyFollowers = Array.from({ length: 24 }, (_, i) => paired(`pc-${i}`, `Till ${i + 1}`, i % 7 === 3 ? { databases: [{ database: 'db-ordersdb', txid: 1200, behind: 34, lag: 1800 * i }] } : {}));

export const LIVE_STATES: Readonly<Record<string, () => EngineView>> = {
  replicas: scene(live({ serving: SERVING, followers: everyFollower(), followed: everyReplica().slice(0, 2) })),
  replicasEvery: scene(live({ serving: SERVING, followers: everyFollower(), followed: everyReplica() })),
  replicasServing: scene(live({ serving: SERVING })),
  replicasFollowing: scene(live({ followed: [replica('orders.db')] })),
  replicasFailed: scene(live({
    serving: { kind: 'failed', reason: { code: 'busy', message: 'port 7674 is taken by another program', hint: 'End that program, or let Tidemark use another port.' } },
    followers: [paired('pc-1', 'Kitchen Pi', { presence: { kind: 'away', since: NOW - 60_000 } })],
  })),
  replicasMany: scene(live({ serving: SERVING, followers: manyFollowers })),
};

export function liveAnswers(show: Show): Answers {
  const change = (over: (before: LiveView) => Partial<LiveView>): void => {
    show((before) => ({ ...before, live: { ...before.live, ...over(before.live) } }));
  };
  return {
    'live.serve': ({ kind }) => {
      change(() => ({ serving: kind === 'on' ? SERVING : { kind: 'off' } }));
      return null;
    },
    'live.pair': () => {
      const pairing = { code: CODE, until: NOW + 583_000 };
      change(() => ({ serving: { ...SERVING, pairing } as LiveView['serving'] }));
      return { ...pairing, address: 'https://192.168.1.20:7674' };
    },
    'live.endPairing': () => {
      change(() => ({ serving: SERVING }));
      return null;
    },
    'live.databasesAt': async (input) => {
      await wait(300);
      if (input.kind === 'code' && input.address.startsWith('nowhere')) throw Object.assign(new Error('nowhere:7674 cannot be reached'), { code: 'stream-absent', hint: 'Start that computer, or connect both to the same network.' });
      change(({ servers }) => ({ servers: { ...servers, 'peer-mac': peer('peer-mac', 'MacBook of Ana') } }));
      return {
        server: 'peer-mac',
        name: 'MacBook of Ana',
        databases: [
          { name: 'orders.db', txid: 1234, pageSize: 4096 },
          { name: 'photos.sqlite', txid: 88, pageSize: 4096, followed: 'live-photossqlite' },
          { name: 'customers.db', txid: 12, pageSize: 4096 },
        ],
      };
    },
    'live.follow': async ({ path }) => {
      await wait(300);
      const one = replica(path.slice(path.lastIndexOf('/') + 1), { path });
      change(({ followed }) => ({ followed: { ...followed, [one.id]: one } }));
      return one.id;
    },
    'live.unfollow': ({ followed: id }) => {
      change(({ followed }) => ({ followed: Object.fromEntries(Object.entries(followed).filter(([key]) => key !== id)) }));
      return null;
    },
    'live.promote': async () => { await wait(500); return 'db-ordersdb'; },
    'live.handOff': async () => { await wait(500); return null; },
    'live.forgetFollower': () => null,
    'live.saveSetApart': () => null,
  };
}
