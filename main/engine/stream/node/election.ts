// Before a node writes: it lets those go first who are further, and gets from the others what it does not have.
import { isAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { NodeCore } from './core.ts';
import type { NodeCopy } from './copy.ts';
import type { PeerInfo } from './peers.ts';
import { compareStandings } from './standing.ts';

/** Of one turn, at most, by chance: so that two of one place do not always meet. */
const JITTER = 0.25;

/** Waits so much longer the more nodes that can be reached are further; of those that are level, one goes first by its id. */
export async function awaitTurn(node: NodeCore): Promise<void> {
  const { clock, random, who } = node.options;
  const infos = await node.peers.infos(node.signal);
  const ours = node.standing();
  const before = infos.filter((info) => {
    const order = compareStandings(info, ours);
    return order > 0 || (order === 0 && info.id < who.id);
  });
  const delay = node.times.turn * (before.length + JITTER * random.fraction());
  await clock.sleep(delay, node.signal).catch(() => undefined);
}

/**
 * With the pen in hand: what the furthest of the nodes that can be reached has is here afterwards. Nothing where the
 * configuration names the primary. Throws when the pen is lost.
 */
export async function catchUp(node: NodeCore, lost: AbortSignal): Promise<void> {
  if (node.options.leaser.type === 'static') return;
  const failed = new Set<string>();
  for (;;) {
    const infos = await node.peers.infos(node.signal);
    const furthest = furthestOf(infos.filter(({ url }) => !failed.has(url)));
    if (furthest === undefined || compareStandings(furthest, node.standing()) <= 0) return;
    const outcome = await catchUpFrom(node, await node.openCopy(), furthest, lost);
    if (outcome === 'level') node.memory.note({ epoch: furthest.epoch });
    else failed.add(furthest.url);
  }
}

function furthestOf(infos: readonly PeerInfo[]): PeerInfo | undefined {
  return infos.toSorted(compareStandings).at(-1);
}

/** `failed`: it went away, or takes too long. */
async function catchUpFrom(node: NodeCore, copy: NodeCopy, peer: PeerInfo, lost: AbortSignal): Promise<'level' | 'failed'> {
  const { url, txid } = peer;
  const { clock } = node.options;
  let ready: 'no' | 'yes' = 'no';
  const following = copy.follow(node.peers.feedOf(url, 'any'), {
    onReady: () => {
      ready = 'yes';
      node.alarm.ring();
    },
    onHandOff: () => undefined,
  });
  const unsubscribe = following.changed.on(() => {
    node.alarm.ring();
  });
  const deadline = clock.monotonic() + node.times.catchUp;
  const isLevel = (): boolean => ready === 'yes' && (copy.point()?.txid ?? 0n) >= txid;
  try {
    while (!isLevel() && clock.monotonic() < deadline) {
      requireOurs(node, lost);
      await node.alarm.wait(node.times.tick);
    }
    requireOurs(node, lost);
    return isLevel() ? 'level' : 'failed';
  } finally {
    unsubscribe();
    await following.stop();
  }
}

function requireOurs(node: NodeCore, lost: AbortSignal): void {
  if (!isAborted(lost) && !isAborted(node.signal)) return;
  throw new TidemarkError('lease-lost', `the pen of ${node.name} was lost before anything was written`, { retry: 'later' });
}
