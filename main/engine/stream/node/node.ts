// One database on one of several computers that take turns: its primary, or a follower of whoever is. The lease says who; a
// node stops being the primary before its lease runs out, and whoever takes over first gets what the others have.
import { Alarm } from '../../base/alarm.ts';
import { isAborted } from '../../base/abort.ts';
import { asTidemarkError, TidemarkError, troubleOf } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/events.ts';
import { LeaseHeldError } from '../../lease/errors.ts';
import { PenHolder } from '../../lease/holder.ts';
import { primaryOf } from '../../lease/primary.ts';
import type { ServedDatabase, ServedState } from '../server/served.ts';
import type { FollowedView } from '../views.ts';
import type { Left } from '../apply/replica-file.ts';
import type { NodeCopy } from './copy.ts';
import type { NodeCore } from './core.ts';
import { awaitTurn, catchUp } from './election.ts';
import { follow } from './follow.ts';
import { NodeMemory } from './memory.ts';
import { NODE_TIMES, type NodeTimes, type StreamNodeOptions } from './options.ts';
import { type Given, type Order, Orders } from './orders.ts';
import { Peers } from './peers.ts';
import { watchPen } from './pen-watch.ts';
import { type Phase, roleOf } from './phase.ts';
import { reign } from './reign.ts';
import { RoleFile } from './role-file.ts';
import type { Standing } from './standing.ts';

const STARTING: Phase = {
  kind: 'searching',
  reason: { code: 'stream-no-primary', message: 'it is being found out who writes', hint: '' },
};

export class StreamNode implements NodeCore, ServedDatabase {
  readonly name: string;
  readonly times: NodeTimes;
  readonly options: StreamNodeOptions;
  readonly holder: PenHolder;
  readonly memory: NodeMemory;
  readonly peers: Peers;
  readonly alarm: Alarm;
  readonly orders = new Orders();
  readonly #roleFile: RoleFile;
  readonly #changed = new Emitter<undefined>();
  readonly #stopping = new AbortController();
  #unserve: () => void = () => undefined;
  #phase: Phase = STARTING;
  #since: number;
  #copy: NodeCopy | undefined;
  /** Of the file as it was when it was written here last, until the copy is open. */
  #left: Left | undefined;
  /** Monotonic ms until which we leave the pen to others. */
  #restUntil = 0;
  #running: Promise<void> | undefined;

  constructor(options: StreamNodeOptions) {
    const { name, dir, leaser, clock, random, disk, keeper, server, who, token } = options;
    this.name = name;
    this.options = options;
    this.times = { ...NODE_TIMES, ...options.times };
    this.holder = new PenHolder({ leaser, clock, ...(keeper && { keeper }) });
    this.memory = new NodeMemory({ dir, disk, random });
    const ask = { ...who, token };
    const { patience } = this.times;
    this.peers = new Peers({ name, given: options.peers, memory: this.memory, ownUrl: () => server.url, ask, patience });
    this.alarm = new Alarm(clock);
    this.#roleFile = new RoleFile({ disk, random, path: `${dir}/role.json` });
    this.#since = clock.now();
  }

  /** After every change of `view`. Often: gather it. */
  get changed(): Event<undefined> {
    return this.#changed;
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get phase(): Phase {
    return this.#phase;
  }

  start(): void {
    this.#roleFile.say({ role: 'none' });
    this.#unserve = this.options.server.databases.add(this);
    if (this.memory.facts.was === 'primary') this.#left = 'unknown';
    this.#running ??= this.#run();
  }

  /** Lets go of the pen, so that others need not wait, and of the file. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.alarm.ring();
    await this.#running;
    this.#unserve();
    await this.#copy?.close();
    this.#copy = undefined;
    this.enter({ kind: 'stopped' });
  }

  state(): ServedState {
    const phase = this.#phase;
    if (phase.kind === 'primary') {
      const ours = phase.writing === 'passing' || this.holder.pen.kind === 'ours';
      return ours ? { kind: 'primary', source: phase.source, generation: phase.generation } : { kind: 'none' };
    }
    const where = phase.kind === 'following' ? { primary: phase.url } : {};
    return this.#copy === undefined ? { kind: 'none', ...where } : { kind: 'follower', source: this.#copy.source, ...where };
  }

  pageSize(): number {
    return this.#phase.kind === 'primary' ? this.#phase.handle.pageSize() : (this.#copy?.point()?.pageSize ?? 0);
  }

  readonly epoch = (): number => this.memory.facts.epoch;

  standing(): Standing {
    const { epoch } = this.memory.facts;
    const left = typeof this.#left === 'object' ? this.#left.txid : 0n;
    return { epoch, txid: this.#copy?.point()?.txid ?? left };
  }

  get view(): FollowedView {
    const { name, path, candidate, who } = this.options;
    const phase = this.#phase;
    const facts = this.#copy?.facts() ?? NOTHING;
    const txid = phase.kind === 'primary' ? Number(phase.source.head()?.txid ?? 0n) : facts.txid;
    const until = this.holder.pen.kind === 'ours' ? this.holder.pen.until : undefined;
    const source = phase.kind === 'following' ? phase.url : '';
    return { ...facts, id: `${who.id}/${name}`, path, name, source, role: roleOf(phase, this.#since, until), candidate, txid };
  }

  /** See `ServedDatabase`. `lease-held` when somebody else has the pen; `refused` where the configuration names the primary. */
  readonly promote = async (how: 'when-free' | 'force'): Promise<void> => {
    if (this.#phase.kind === 'primary') return;
    if (how === 'when-free') await this.#requireFree();
    await this.#order({ kind: 'promote', how });
  };

  readonly handOff = async (node: string): Promise<void> => {
    await this.#order({ kind: 'hand-off', node });
  };

  /** So that a node which follows goes on following when the answer is no. */
  async #requireFree(): Promise<void> {
    const { leaser, clock } = this.options;
    const record = await leaser.read(this.signal);
    const primary = primaryOf(record, clock.now());
    if (record === undefined || primary === undefined || primary.url === this.options.server.url) return;
    throw new LeaseHeldError(this.name, record);
  }

  async #order(order: Order): Promise<void> {
    const done = this.orders.give(order);
    this.alarm.ring();
    await done;
  }

  enter(phase: Phase): void {
    if (phase.kind !== this.#phase.kind) this.#since = this.options.clock.now();
    this.#phase = phase;
    this.sayRole();
    this.tell();
  }

  tell(): void {
    this.#changed.emit(undefined);
  }

  sayRole(): void {
    const phase = this.#phase;
    const stopsAt = this.holder.stopsAt;
    if (phase.kind === 'primary' && phase.writing === 'yes' && stopsAt !== undefined) {
      this.#roleFile.say({ role: 'primary', generation: phase.generation, until: stopsAt.wall });
    } else if (phase.kind === 'following') {
      this.#roleFile.say({ role: 'follower', primary: phase.url });
    } else {
      this.#roleFile.say({ role: 'none' });
    }
  }

  async #run(): Promise<void> {
    while (!isAborted(this.signal)) {
      const given = this.orders.waiting;
      try {
        if (given === undefined) await this.#turn();
        else await this.#obey(given);
      } catch (error) {
        given?.failed(error);
        if (given === undefined) await this.#stumble(asTidemarkError(error));
      }
    }
    this.orders.waiting?.failed(new TidemarkError('aborted', 'the node was stopped', { retry: 'later' }));
  }

  /** Whoever writes is followed; when nobody does, the pen may be ours. */
  async #turn(): Promise<void> {
    const { leaser, clock, server, candidate } = this.options;
    const primary = primaryOf(await leaser.read(this.signal), clock.now());
    if (primary !== undefined && primary.url !== server.url) {
      await follow(this, primary);
      return;
    }
    if (candidate === 'no' || clock.monotonic() < this.#restUntil || !this.#hasDatabase()) {
      this.enter({ kind: 'searching', reason: this.#whyNot() });
      await this.alarm.wait(this.times.poll);
      return;
    }
    this.enter({ kind: 'electing' });
    await this.#findOut();
    if (primary === undefined) await awaitTurn(this);
    if (this.orders.waiting === undefined) await this.#takePen('acquire');
  }

  #hasDatabase(): boolean {
    const { disk, path } = this.options;
    return disk.existsSync(path) && disk.statSync(path).size > 0;
  }

  #whyNot(): ReturnType<typeof troubleOf> {
    return troubleOf(new TidemarkError('stream-no-primary', `nobody writes ${this.name} just now, ${this.#whyNotHere()}`));
  }

  #whyNotHere(): string {
    if (this.options.candidate === 'no') return 'and this node is no candidate';
    return this.#hasDatabase() ? 'and this node leaves the pen to the others for a moment' : 'and there is no database here yet';
  }

  async #obey(given: Given): Promise<void> {
    const { order } = given;
    if (order.kind === 'hand-off') {
      throw new TidemarkError('stream-no-primary', `${this.name} is not written here`, { hint: 'Ask the node that has the pen.' });
    }
    this.enter({ kind: 'electing' });
    await this.#findOut();
    await this.#takePen(order.kind === 'promote' && order.how === 'force' ? 'seize' : 'acquire', given);
  }

  /** Ours until we let go of it or it is lost. That somebody else was faster is no failure, unless we were told to. */
  async #takePen(how: 'acquire' | 'seize', given?: Given): Promise<void> {
    const { clock } = this.options;
    try {
      await (how === 'seize' ? this.holder.takeOver(this.signal) : this.holder.ensure(this.signal));
    } catch (error) {
      if (given === undefined && asTidemarkError(error).code === 'lease-held') {
        await this.alarm.wait(this.times.poll);
        return;
      }
      throw error;
    }
    const pen = watchPen(this);
    try {
      await catchUp(this, pen.lost);
      await reign(this, pen.lost, () => given?.done());
    } finally {
      pen.stop();
      await this.holder.letGo().catch(() => undefined);
      if (!isAborted(this.signal)) this.#restUntil = clock.monotonic() + this.times.rest;
    }
  }

  async #stumble(error: TidemarkError): Promise<void> {
    if (isAborted(this.signal)) return;
    const forPeople = error.retry === 'never' && error.code !== 'aborted';
    this.enter({ kind: forPeople ? 'failed' : 'searching', reason: troubleOf(error) });
    await this.alarm.wait(this.times.poll * (forPeople ? 10 : 2));
  }

  /** The file as a follower's. */
  async openCopy(): Promise<NodeCopy> {
    if (this.#copy !== undefined) return this.#copy;
    await this.#lookAtWhatWeLeft();
    this.#copy = await this.options.copies.open(this.#left);
    this.#left = undefined;
    this.memory.note({ was: 'follower' });
    this.tell();
    return this.#copy;
  }

  /**
   * How far we are. A follower's file says so itself; one that was written here stays as its programs have it open, as long as
   * it may be written here again. One that was there before anything is on no history yet.
   */
  async #findOut(): Promise<void> {
    const { was } = this.memory.facts;
    if (was === 'primary') await this.#lookAtWhatWeLeft();
    if (was === 'follower' && (await this.openCopy()).point() === undefined) {
      throw new TidemarkError('stream-no-primary', `nobody writes ${this.name} just now, and what is here is not whole`, { retry: 'later' });
    }
  }

  /** A primary that was killed may have written more than it captured: now all of it has a number. */
  async #lookAtWhatWeLeft(): Promise<void> {
    const { host, path, name } = this.options;
    if (this.#left !== 'unknown' || !this.#hasDatabase()) return;
    const handle = await host.begin({ path, name });
    this.#left = (await handle.stop(this.times.farewell)) ?? 'unknown';
  }

  /** The copy gives way to capture, which goes on from where it is. */
  async closeCopy(): Promise<NodeCopy | undefined> {
    const copy = this.#copy;
    this.#copy = undefined;
    await copy?.close();
    return copy;
  }

  /** The file was written here until now. */
  leave(left: Left): void {
    this.#left = left;
  }
}

const NOTHING: ReturnType<NodeCopy['facts']> = { txid: 0, size: 0, behind: 0, appliedAt: 0, quarantined: [] };
