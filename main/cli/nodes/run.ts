// A node in the foreground, until somebody stops it.
import { join } from 'node:path';
import { replaceText } from '../../engine/base/disk.ts';
import { assertNever } from '../../engine/base/errors.ts';
import type { StreamNode } from '../../engine/stream/node/node.ts';
import type { FollowedView, RoleView } from '../../engine/stream/views.ts';
import { openJobs } from '../bridge/jobs.ts';
import { homeOf } from '../bridge/known.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { Log, type LogEvent } from '../terminal/log.ts';
import { formatClock } from '../text/times.ts';
import type { NodePlan } from './plan.ts';

/** Where commands find a node of this computer. */
export const ADDRESS_FILE = 'address';

export async function runNode(plan: NodePlan, flags: { readonly json: boolean }, context: Context): Promise<number> {
  const log = new Log(context.console, context.clock, { level: 'info', form: flags.json ? 'json' : 'text' });
  const opened = await openNode(plan, context);
  const { node, id, url, close } = opened;
  const teller = new Teller(plan.name, log);
  node.changed.on(() => {
    teller.look(node.view, generationOf(node));
  });
  try {
    const message = `other nodes reach this one, ${id}, at ${url}`;
    log.write({ level: 'info', event: 'listening', subject: plan.name, message, fields: { url, id } });
    node.start();
    await context.interrupts.nth(1);
    log.write({ level: 'info', event: 'stopping', subject: plan.name, message: 'stopping: the last changes go to who follows' });
    return EXIT.ok;
  } finally {
    await close();
  }
}

interface OpenNode {
  readonly node: StreamNode;
  /** By which handoff means it. */
  readonly id: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** `state-in-use` when another process runs this node. */
async function openNode(plan: NodePlan, context: Context): Promise<OpenNode> {
  const { Agent } = await import('../../engine/agent/agent.ts');
  const { AgentPrimaryHost } = await import('../../engine/agent/live/primary-host.ts');
  const { keptPen } = await import('../../engine/agent/conductor/kept-pen.ts');
  const { requireNotFollowing } = await import('../../engine/agent/followed-file.ts');
  const { canonicalPath, copyDir, nodeDir } = await import('../../engine/agent/home.ts');
  const { lockState } = await import('../../engine/agent/state-lock.ts');
  const { StreamNode } = await import('../../engine/stream/node/node.ts');
  const { ReplicaCopies } = await import('../../engine/stream/node/replica-copy.ts');
  const { ownId } = await import('../../engine/stream/server/own-id.ts');
  const { StreamServer } = await import('../../engine/stream/server/server.ts');
  const { clock, random, disk, env } = context;
  const systems = { clock, random, disk };
  const home = await homeOf(env);
  const dir = nodeDir(home, plan.name);
  const path = canonicalPath(plan.path);
  requireNotFollowing(disk, home, path, dir);
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = lockState(dir, `a node of ${plan.name}`);
  const who = { id: ownId({ home, ...systems }), name: plan.computer };
  const { address, advertise, token, name } = plan;
  const elsewhere = advertise === undefined ? {} : { advertise };
  const server = await StreamServer.open({ home, ...who, address, shared: token, ...systems, ...elsewhere });
  replaceText(disk, join(dir, ADDRESS_FILE), `${server.url}\n`, random.token(8));
  const jobs = await openJobs();
  const agent = new Agent({ home, ...systems, jobs });
  const leaser = plan.leaser(who.name, server.url);
  const copies = new ReplicaCopies({ name, path, dir: copyDir(dir), who, silence: silenceFor(plan.ttl), ...systems });
  const host = new AgentPrimaryHost({ agent });
  const keeper = keptPen({ disk, random, home, url: `${leaser.url}#${name}` });
  const { candidate, peers } = plan;
  const node = new StreamNode({ name, path, dir, who, leaser, keeper, candidate, server, peers, token, copies, host, ...systems });
  const close = async (): Promise<void> => {
    await node.stop();
    await server.close();
    await agent.stop();
    await jobs.close();
    unlock();
  };
  return { node, id: who.id, url: server.url, close };
}

/** Nobody takes over before the pen has lapsed, so there is no haste. Ms. */
function silenceFor(ttl: number): number {
  return Math.min(10_000, Math.max(3000, ttl));
}

function generationOf(node: StreamNode): number | undefined {
  return node.phase.kind === 'primary' ? node.phase.generation : undefined;
}

/** Says what the node is, whenever that changes, and what was set apart. */
class Teller {
  readonly #name: string;
  readonly #log: Log;
  #said = '';
  #apart = 0;

  constructor(name: string, log: Log) {
    this.#name = name;
    this.#log = log;
  }

  look({ role, txid, quarantined }: FollowedView, generation: number | undefined): void {
    const { event, message, level } = wordsOf(role, generation);
    const said = `${event} ${message}`;
    if (said !== this.#said) {
      const fields = { txid, ...(generation === undefined ? {} : { generation }) };
      this.#log.write({ level, event, message, subject: this.#name, fields });
    }
    this.#said = said;
    if (quarantined.length > this.#apart && quarantined[0] !== undefined) {
      const { path, why } = quarantined[0];
      this.#log.write({ level: 'warn', event: 'set-apart', subject: this.#name, message: `what was here was set apart as ${path}: ${why}`, fields: { path } });
    }
    this.#apart = quarantined.length;
  }
}

function wordsOf(role: RoleView, generation: number | undefined): Pick<LogEvent, 'event' | 'message' | 'level'> {
  switch (role.kind) {
    case 'primary':
      return { level: 'info', event: 'primary', message: `this node is the primary (generation ${generation ?? 0}); programs may write` };
    case 'following':
      return { level: 'info', event: 'following', message: `follows ${role.primary}` };
    case 'electing':
      return { level: 'info', event: 'electing', message: `nobody writes since ${formatClock(role.since)}; this node may` };
    case 'searching':
      return { level: 'warn', event: 'searching', message: role.reason.message };
    case 'failed':
      return { level: 'error', event: 'failed', message: `${role.reason.message}. ${role.reason.hint}` };
    case 'stopped':
      return { level: 'info', event: 'stopped', message: 'stopped' };
    default:
      return assertNever(role);
  }
}
