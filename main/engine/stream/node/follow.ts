// A node's time as a follower: from the primary that the lease names until another one has the pen, or there is an order.
import { isAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { primaryOf, type PrimaryInfo } from '../../lease/primary.ts';
import type { Following } from './copy.ts';
import type { NodeCore } from './core.ts';

/** `stream-no-primary` where whoever writes lets nobody follow. */
export async function follow(node: NodeCore, primary: PrimaryInfo): Promise<void> {
  const { url } = primary;
  if (url === undefined) {
    throw new TidemarkError('stream-no-primary', `${primary.name} writes ${node.name} and lets nobody follow`, { retry: 'later' });
  }
  const copy = await node.openCopy();
  node.peers.learn([url]);
  node.enter({ kind: 'following', primary, url });
  const following = copy.follow(node.peers.feedOf(url, 'primary'), {
    onReady: () => {
      node.memory.note({ epoch: primary.generation });
    },
    onHandOff: () => {
      node.orders.give({ kind: 'take-over' }).catch(() => undefined);
      node.alarm.ring();
    },
  });
  const unsubscribe = following.changed.on(() => {
    node.tell();
    if (following.state === 'connecting') node.alarm.ring();
  });
  try {
    await whileItLasts(node, { ...primary, url }, following);
  } finally {
    unsubscribe();
    await following.stop();
  }
}

/** As long as the stream does, nobody asks for the lease; now and then the primary is asked who else is there. */
async function whileItLasts(node: NodeCore, primary: PrimaryInfo & { readonly url: string }, following: Following): Promise<void> {
  const { leaser, clock } = node.options;
  let askAt = 0;
  while (!isAborted(node.signal) && node.orders.waiting === undefined) {
    if (isConnected(following)) {
      if (clock.monotonic() >= askAt) {
        askAt = clock.monotonic() + node.times.acquaint;
        await node.peers.info(primary.url, node.signal).catch(() => undefined);
      }
      await node.alarm.wait(node.times.acquaint);
      continue;
    }
    await node.alarm.wait(node.times.poll);
    if (isAborted(node.signal) || isConnected(following)) continue;
    const now = primaryOf(await leaser.read(node.signal), clock.now());
    if (now?.generation !== primary.generation || now.url !== primary.url) return;
  }
}

function isConnected({ state }: Following): boolean {
  return state === 'connected';
}
