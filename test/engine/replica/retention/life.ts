// The life of a history of names only: changes, files merged by the hour, snapshots, clocks that go wrong; and
// retention now and then, which may die in the middle. Beside it, the history as it would be if nothing had ever gone.
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { type HistoryPoint, points } from '../../../../main/engine/replica/history/points.ts';
import { planRetention } from '../../../../main/engine/replica/retention/plan.ts';
import type { RetentionWindows } from '../../../../main/engine/replica/retention/windows.ts';
import { file } from '../../restore/plans.ts';
import { HOUR } from '../history/random-files.ts';
import { promisedOf } from './promises.ts';

type Roll = (below: number) => number;
const DAY = 24 * HOUR;
/** What is removed in one request, in an order that nobody knows. */
const BATCH = 100;

export class Life {
  readonly #roll: Roll;
  readonly #windows: RetentionWindows;
  readonly #clocks: 'right' | 'wrong';
  readonly #whole: LtxInfo[] = [];
  /** States that a run of retention was free to let go. */
  readonly #free = new Set<bigint>();
  #held: readonly LtxInfo[] = [];
  #now = Date.UTC(2026, 0, 1);
  #end = 0;
  removed = 0;

  constructor(roll: Roll, windows: RetentionWindows) {
    this.#roll = roll;
    this.#windows = windows;
    this.#clocks = roll(4) === 0 ? 'wrong' : 'right';
  }

  /** One more change, and what comes with it. */
  step(): void {
    this.#now += this.#pause();
    const before = this.#whole.at(-1)?.createdAt ?? 0;
    const from = this.#end + 1;
    this.#end += 1;
    this.#put(file(0, from, this.#end, 1 + this.#roll(50), this.#now));
    if (Math.floor(this.#now / HOUR) !== Math.floor(before / HOUR)) this.#merge();
    if (this.#roll(12) === 0) this.#put(file(9, 1, this.#end, 200 + this.#roll(200), this.#now));
  }

  /** Up to some file, and perhaps some of the next ones as well. */
  retain(): void {
    const { remove } = planRetention({ files: this.#held, windows: this.#windows, now: this.#now });
    this.#noteFree();
    const cut = this.#roll(3) === 0 ? this.#roll(remove.length + 1) : remove.length;
    const gone = new Set(remove.filter((_, i) => i < cut || (i < cut + BATCH && this.#roll(2) === 0)));
    this.#held = this.#held.filter((one) => !gone.has(one));
    this.removed += gone.size;
  }

  /** Promised, and at no time not promised before; but not there. */
  missing(): readonly HistoryPoint[] {
    const there = new Set(points(this.#held).map(({ txid }) => txid));
    return this.#promised().filter(({ txid }) => !this.#free.has(txid) && !there.has(txid));
  }

  get size(): number {
    return this.#held.length;
  }

  #pause(): number {
    const kind = this.#roll(60);
    if (kind === 0) return DAY * this.#roll(20);
    if (kind === 1 && this.#clocks === 'wrong') return -HOUR * this.#roll(60);
    return (HOUR / 6) * this.#roll(60);
  }

  #put(one: LtxInfo): void {
    this.#whole.push(one);
    this.#held = [...this.#held, one];
  }

  /** What is newer than the files of a level, from the level below, up to where there is a hole. */
  #merge(): void {
    for (const level of [1, 2, 3]) {
      const done = this.#held.reduce((most, one) => (one.level === level && one.max > most ? one.max : most), 0n);
      const parts = this.#held.filter((one) => one.level === level - 1 && one.max > done && one.max < BigInt(this.#end));
      const hole = parts.findIndex((one, i) => i > 0 && one.min !== parts[i - 1]!.max + 1n);
      const whole = hole === -1 ? parts : parts.slice(0, hole);
      const [first, last] = [whole[0], whole.at(-1)];
      if (first === undefined || last === undefined) continue;
      const late = this.#clocks === 'wrong' ? this.#roll(3) * HOUR : 0;
      this.#put(file(level, Number(first.min), Number(last.max), 1 + this.#roll(60), last.createdAt + late));
    }
  }

  #promised(): HistoryPoint[] {
    return promisedOf(this.#whole, this.#windows, this.#now);
  }

  #noteFree(): void {
    const promised = new Set(this.#promised().map(({ txid }) => txid));
    for (const { max } of this.#whole) if (!promised.has(max)) this.#free.add(max);
  }
}
