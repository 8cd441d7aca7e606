// Several writers and one place, in an order that dice choose: who goes on next, how much time passes, whose clock jumps,
// which answers are lost, and which requests arrive long after their sender gave up. What happened repeats with its seed.
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { Clock } from '../../../main/engine/base/clock.ts';
import type { Random } from '../../../main/engine/base/random.ts';
import { PenHolder } from '../../../main/engine/lease/holder.ts';
import type { Leaser } from '../../../main/engine/lease/leaser.ts';
import { DEFAULT_TERMS } from '../../../main/engine/lease/terms.ts';

export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n: number): number {
    return Math.floor(this.fraction() * n);
  }

  /** True once in `n` throws. */
  once(n: number): boolean {
    return this.below(n) === 0;
  }
}

/** What one writer's machine says the time is. */
class OwnClock implements Clock {
  readonly #world: World;
  ahead: number;

  constructor(world: World, ahead: number) {
    this.#world = world;
    this.ahead = ahead;
  }

  now(): number {
    return this.#world.time + this.ahead;
  }

  monotonic(): number {
    return this.#world.time - World.BEGIN;
  }

  sleep(): Promise<void> {
    return new Promise(() => undefined);
  }
}

interface Writer {
  readonly clock: OwnClock;
  holder: PenHolder;
  busy: 'yes' | 'no';
}

export interface WorldOptions {
  readonly seed: number;
  /** Ms by which their clocks may be off from the start, either way. */
  readonly skew: number;
  /** Ms by which a clock may jump, either way; 0 for never. */
  readonly jump: number;
  /** Steps between two moments at which much time passes, on average. */
  readonly calm: number;
}

export type MakeLeaser = (clock: Clock, owner: string, random: Random) => Leaser;

const { ttl } = DEFAULT_TERMS;

export class World {
  static readonly BEGIN = Date.UTC(2026, 0, 1);
  readonly dice: Dice;
  /** Ms since the epoch: the true one, which nobody but the place may know. */
  time = World.BEGIN;
  /** How often the pen changed hands. */
  changes = 0;
  readonly #options: WorldOptions;
  readonly #writers: Writer[] = [];
  readonly #turns: (() => void)[] = [];
  #make: MakeLeaser | undefined;
  #last = { writer: -1, generation: 0 };
  #active = 0;
  #tokens = 0;
  #failure: string | undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.dice = new Dice(options.seed);
  }

  begin(writers: number, make: MakeLeaser): void {
    this.#make = make;
    for (let i = 0; i < writers; i++) {
      const clock = new OwnClock(this, (this.dice.fraction() * 2 - 1) * this.#options.skew);
      this.#writers.push({ clock, holder: this.#start(i, clock), busy: 'no' });
    }
  }

  /** Waits until the dice say that it goes on. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#turns.push(resolve));
  }

  /** Work that nobody waits for. */
  async beside(work: () => Promise<unknown>): Promise<void> {
    this.#active += 1;
    await work().catch(() => undefined);
    this.#active -= 1;
  }

  /** Throws when two may write at once, or when the generation does not grow. */
  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      await this.#calm();
      this.#requireOne(step);
      this.#step();
    }
    while (this.#active > 0) {
      await this.#calm();
      this.#requireOne(steps);
      this.#turns.splice(this.dice.below(this.#turns.length), 1)[0]?.();
    }
  }

  #step(): void {
    const { dice } = this;
    const writer = this.#writers[dice.below(this.#writers.length)]!;
    const { jump, calm } = this.#options;
    if (dice.once(calm)) this.time += dice.below(ttl);
    else if (dice.once(calm)) this.time += ttl / 2;
    else if (jump > 0 && dice.once(2 * calm)) writer.clock.ahead = (dice.fraction() * 2 - 1) * jump;
    else if (dice.once(10 * calm)) writer.holder = this.#start(this.#writers.indexOf(writer), writer.clock);
    else if (this.#turns.length > 0 && !dice.once(4)) this.#turns.splice(dice.below(this.#turns.length), 1)[0]!();
    else if (writer.busy === 'no') this.#act(writer);
    this.time += dice.below(5);
  }

  #act(writer: Writer): void {
    const { holder } = writer;
    const { signal } = new AbortController();
    writer.busy = 'yes';
    void this.beside(async () => {
      try {
        await (this.dice.once(8) ? holder.letGo() : holder.ensure(signal));
      } finally {
        writer.busy = 'no';
      }
    });
  }

  /** Also anew, as after a crash: what the one before still does, it does for nobody. */
  #start(writer: number, clock: Clock): PenHolder {
    const random: Random = {
      fraction: () => this.dice.fraction(),
      token: (bytes) => (++this.#tokens).toString(16).padStart(bytes * 2, '0'),
    };
    const holder = new PenHolder({ leaser: this.#make!(clock, `${writer}`, random), clock });
    holder.changed.on((pen) => {
      if (pen.kind === 'ours' && this.#writers[writer]?.holder === holder) this.#note(writer, pen.generation);
    });
    return holder;
  }

  #note(writer: number, generation: number): void {
    const last = this.#last;
    const isRenewal = generation === last.generation && writer === last.writer;
    if (!isRenewal && generation <= last.generation) {
      this.#failure = `writer ${writer} has generation ${generation} after ${JSON.stringify(last)}`;
    }
    if (!isRenewal) this.changes += 1;
    this.#last = { writer, generation };
  }

  /** Everybody waits for a turn, or has nothing to do. */
  async #calm(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#turns.length < this.#active);
  }

  #requireOne(step: number): void {
    const writing = this.#writers.filter(({ holder }) => holder.pen.kind === 'ours');
    if (writing.length > 1) this.#failure = `${writing.length} may write at once`;
    if (this.#failure !== undefined) throw new Error(`seed ${this.#options.seed}, step ${step}: ${this.#failure}`);
  }
}

/** An answer that does not come. */
export function noAnswer(): TidemarkError {
  return new TidemarkError('destination-failed', 'no answer', { retry: 'later' });
}
