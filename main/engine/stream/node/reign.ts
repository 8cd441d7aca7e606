// A node's time as the primary: from the pen in its hand to the last capture.
import { isAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { StreamSource } from '../source.ts';
import type { NodeCore } from './core.ts';
import { JoinedSource } from './joined-source.ts';
import type { Given } from './orders.ts';
import type { Phase } from './phase.ts';
import type { PrimaryHandle } from './primary-host.ts';

/** Of the pen that passes on, for people who look at the wire: the one that is told asks for the lease by itself. */
const leaseId = (name: string, generation: number): string => `${generation}/${name}`;

/** How often what was written while the pen passed on is waited for. */
const ROUNDS = 5;

/** Until the pen is lost, passed on, or the node is stopped. @param begun called when programs may write */
export async function reign(node: NodeCore, lost: AbortSignal, begun: () => void): Promise<void> {
  const { host, path, name } = node.options;
  const copy = await node.closeCopy();
  const from = copy?.point();
  const handle = await host.begin({ path, name, ...(from === undefined ? {} : { from }) });
  const before = from && { txid: from.txid, postApplyChecksum: from.checksum };
  const source = copy === undefined || before === undefined ? handle.source : new JoinedSource(handle.source, copy.received, before);
  try {
    // Opening may take longer than the pen lasts.
    const { pen } = node.holder;
    if (isAborted(lost) || pen.kind !== 'ours') return;
    const { generation } = pen;
    node.memory.note({ was: 'primary', epoch: generation });
    node.enter({ kind: 'primary', writing: 'yes', handle, source, generation });
    begun();
    await untilItEnds(node, handle, source, lost);
  } finally {
    node.enter({ kind: 'electing' });
    const left = (await handle.stop(node.times.farewell)) ?? 'unknown';
    // A file that was never written here is what it was before: a follower's, or nobody's.
    if (node.memory.facts.was === 'primary') node.leave(left);
  }
}

async function untilItEnds(node: NodeCore, handle: PrimaryHandle, source: StreamSource, lost: AbortSignal): Promise<void> {
  const { book } = node.options.server;
  let met = book.urls.join();
  const unsubscribe = book.changed.on(() => {
    const now = book.urls.join();
    if (node.orders.waiting !== undefined || now !== met) node.alarm.ring();
    met = now;
  });
  try {
    while (!isAborted(lost) && !isAborted(node.signal)) {
      const given = node.orders.waiting;
      if (given !== undefined && (await obey(node, handle, source, given)) === 'passed on') return;
      node.peers.learn(book.urls);
      await node.alarm.wait();
    }
  } finally {
    unsubscribe();
  }
}

async function obey(node: NodeCore, handle: PrimaryHandle, source: StreamSource, given: Given): Promise<'stays' | 'passed on'> {
  const { order } = given;
  if (order.kind !== 'hand-off') {
    given.done();
    return 'stays';
  }
  try {
    await passOn(node, handle, source, order.node);
    given.done();
    return 'passed on';
  } catch (error) {
    node.enter({ ...primaryIn(node), writing: 'yes' });
    given.failed(error);
    return 'stays';
  }
}

/**
 * Programs stop writing, the follower gets the last of it, then the pen lies free for a moment, and the follower alone knows.
 * `not-found` when it does not follow, `busy` when it does not become level.
 */
async function passOn(node: NodeCore, handle: PrimaryHandle, source: StreamSource, follower: string): Promise<void> {
  const { server } = node.options;
  requireFollower(node, follower);
  const { generation } = primaryIn(node);
  node.enter({ ...primaryIn(node), writing: 'passing' });
  const deadline = node.options.clock.monotonic() + node.times.handOff;
  let last: Pos | undefined;
  for (let round = 0; ; round++) {
    const pos = await handle.captureNow();
    if (round > 0 && pos?.txid === last?.txid) break;
    if (round === ROUNDS) throw new TidemarkError('busy', `${node.name} is written although its pen passes on`, { hint: WHO_WRITES, retry: 'later' });
    last = pos;
    await untilAcknowledged(node, follower, pos?.txid ?? source.head()?.txid ?? 0n, deadline);
  }
  // From here on it is not ours: whatever fails, the lease is free, or lapses, and is taken by whoever is first.
  await node.holder.letGo().catch(() => undefined);
  server.handOff(node.name, follower, leaseId(node.name, generation));
}

const WHO_WRITES = 'Have programs look at role.json before each transaction.';

async function untilAcknowledged(node: NodeCore, follower: string, txid: bigint, deadline: number): Promise<void> {
  const { server, clock } = node.options;
  for (;;) {
    const has = server.book.acknowledged(follower, node.name);
    if (has === undefined) throw goneError(node, follower);
    if (has >= txid) return;
    const left = deadline - clock.monotonic();
    if (left <= 0) {
      throw new TidemarkError('busy', `${follower} is still ${txid - has} transactions behind`, {
        hint: 'This node stays the primary. Try again when the other one is level.',
        retry: 'later',
      });
    }
    await node.alarm.wait(Math.min(left, node.times.tick));
  }
}

function requireFollower(node: NodeCore, follower: string): void {
  if (node.options.server.book.acknowledged(follower, node.name) === undefined) throw goneError(node, follower);
}

function goneError(node: NodeCore, follower: string): TidemarkError {
  const there = node.options.server.book.nodesOf(node.name).map(({ id, name }) => `${id} (${name})`);
  return new TidemarkError('not-found', `no node ${follower} follows ${node.name} here just now`, {
    hint: there.length === 0 ? 'No other node does either.' : `Those that do: ${there.join(', ')}.`,
  });
}

function primaryIn(node: NodeCore): Phase & { readonly kind: 'primary' } {
  if (node.phase.kind === 'primary') return node.phase;
  throw new TidemarkError('bug', `${node.name} is not the primary`);
}
