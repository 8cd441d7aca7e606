// A day in a few seconds: a database that is written as told, a real replica that sends it to a bucket which counts, and
// a clock that goes from one moment at which something is due to the next.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DestinationCosts } from '../../../../main/engine/agent/costs/destination-costs.ts';
import type { Ways } from '../../../../main/engine/agent/costs/day.ts';
import type { DestinationChoices } from '../../../../main/engine/agent/views.ts';
import { type Disk, systemDisk } from '../../../../main/engine/base/disk.ts';
import { PenHolder } from '../../../../main/engine/lease/holder.ts';
import { objectLeaser } from '../../../../main/engine/lease/s3.ts';
import { DEFAULT_TERMS } from '../../../../main/engine/lease/terms.ts';
import { Mutex } from '../../../../main/engine/base/mutex.ts';
import { MeteredTraffic } from '../../../../main/engine/destination/traffic/metered.ts';
import type { MonthUsage } from '../../../../main/engine/destination/traffic/usage.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { HistoryGate } from '../../../../main/engine/replica/history-gate.ts';
import { LocalFiles } from '../../../../main/engine/replica/levels/local-files.ts';
import { Replica } from '../../../../main/engine/replica/replica.ts';
import { countingRandom } from '../../destination/samples.ts';
import { FakeClock } from '../../fake-clock.ts';
import { CountedObjects } from './counted-objects.ts';
import { CountedStore } from './counted-store.ts';
import { DayOutbox } from './day-outbox.ts';

const HOUR = 3_600_000;

/** A day of power cuts is another test's business. */
const unsyncedDisk: Disk = { ...systemDisk, fsyncSync: () => undefined };

export type Choices = Pick<DestinationChoices, 'interval' | 'budget' | 'prices'>;

export interface DayOptions {
  readonly choices?: Partial<Choices>;
  readonly levels?: readonly number[];
  readonly snapshotEvery?: number;
  readonly pen?: 'used' | 'unused';
}

export class Day {
  /** Not on the beat of anything. */
  readonly clock = new FakeClock(Date.UTC(2026, 5, 1) + 3700);
  readonly outbox = new DayOutbox(() => this.clock.now());
  readonly store: CountedStore;
  readonly costs: DestinationCosts;
  readonly ways: Ways;
  readonly #dir = mkdtempSync(join(tmpdir(), 'tidemark-day-'));
  readonly #traffic: MeteredTraffic;
  readonly #replica: Replica;

  constructor({ choices, levels = [], snapshotEvery = 24 * HOUR, pen = 'unused' }: DayOptions) {
    const { clock, outbox } = this;
    const chosen: Choices = { interval: 1000, budget: 0, prices: 'aws', ...choices };
    const { interval } = chosen;
    this.ways = { interval, levels, snapshotEvery, renewEvery: pen === 'used' ? DEFAULT_TERMS.ttl / 2 : undefined, partSize: 5 << 20 };
    this.#traffic = new MeteredTraffic({ clock, store: { load: () => [], save: () => undefined } });
    this.store = new CountedStore(this.#traffic);
    this.costs = new DestinationCosts({
      clock,
      traffic: this.#traffic,
      choices: () => chosen,
      stored: () => this.store.stored,
      followUps: pen === 'used' ? [...levels, DEFAULT_TERMS.ttl / 2] : levels,
      snapshotWrites: () => 0,
      addedAt: clock.now(),
    });
    const random = countingRandom();
    this.#replica = new Replica({
      destination: this.store,
      outbox,
      clock,
      random,
      snapshotEvery: () => this.ways.snapshotEvery,
      pace: this.costs.paceOf(),
      ...(pen === 'used' && { permit: this.#penHolder() }),
      merging: {
        local: LocalFiles.open(unsyncedDisk, random, this.#dir),
        jobs: new InlineRunner(),
        turn: new Mutex(),
        gate: new HistoryGate(),
        levels: () => levels,
      },
    });
  }

  get usage(): MonthUsage {
    return this.#traffic.current();
  }

  /** Bytes of the database, as a snapshot of it. */
  get size(): number {
    return this.outbox.size;
  }

  get bytesPerChange(): number {
    return this.outbox.bytesPerChange;
  }

  /** A change each `every` ms, for so long. */
  async live({ hours, every }: { readonly hours: number; readonly every: number }): Promise<void> {
    this.#replica.start();
    const end = this.clock.monotonic() + hours * HOUR;
    for (let next = this.clock.monotonic(); next < end; next += every) {
      await this.#goTo(next);
      this.outbox.write();
      this.#replica.poke();
      this.#prune();
    }
    await this.#goTo(end);
  }

  /** Brings the last changes away, whatever the pace. */
  drain(): Promise<void> {
    return this.#replica.drain(new AbortController().signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#replica.stop();
    this.#traffic.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #penHolder(): PenHolder {
    const { clock } = this;
    const store = new CountedObjects(this.#traffic);
    return new PenHolder({ leaser: objectLeaser({ store, owner: 'day', clock, random: countingRandom() }), clock });
  }

  /** As the agent does: what is there, and waits for no merging, is let go of here. */
  #prune(): void {
    const { txid } = this.#replica.status();
    const wanted = this.#replica.wanted ?? txid;
    this.outbox.prune(txid < wanted ? txid : wanted);
  }

  /** Whatever is due until then happens at its time. */
  async #goTo(moment: number): Promise<void> {
    await this.#settle();
    for (;;) {
      const left = moment - this.clock.monotonic();
      const due = this.clock.untilDue() ?? Infinity;
      this.clock.advance(Math.min(left, due));
      await this.#settle();
      if (due > left) return;
    }
  }

  /** Until nothing goes on any more but waiting. */
  async #settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#replica.settled();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
