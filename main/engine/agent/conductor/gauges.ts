// What is measured of one database while it is followed: how its work goes on, how much is written, and what each of
// its copies holds.
import type { Clock } from '../../base/clock.ts';
import type { Progress } from '../../base/progress.ts';
import type { HistoryAt } from '../database-agent.ts';
import { ProgressMeter } from '../progress-meter.ts';
import type { LevelView, ProgressView } from '../views.ts';
import { LevelSums } from './level-sums.ts';
import { WriteDensity } from './write-density.ts';

/** What is about the database itself, and no copy of it. */
const ITSELF = '';

export class Gauges {
  readonly #clock: Clock;
  readonly #density = new WriteDensity();
  /** By the URL of the copy. */
  readonly #meters = new Map<string, ProgressMeter>();
  /** By the URL of the copy. */
  readonly #sums = new Map<string, LevelSums>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What these hold is counted from now on, until `reset`. */
  attach(histories: readonly HistoryAt[], onChange: () => void): void {
    for (const { destination, holdings } of histories) this.#sums.set(destination.url, new LevelSums(holdings, onChange));
  }

  /** Nothing is under way any more. How much was written lately stays true. */
  reset(): void {
    for (const sums of this.#sums.values()) sums.close();
    this.#sums.clear();
    this.#meters.clear();
  }

  progressed(step: Progress): void {
    const url = step.destination ?? ITSELF;
    let meter = this.#meters.get(url);
    if (meter === undefined) this.#meters.set(url, (meter = new ProgressMeter(this.#clock)));
    meter.add(step);
  }

  /** Everything that was under way has come to its end. */
  settled(): void {
    this.#meters.clear();
  }

  wrote(bytes: number): void {
    this.#density.add(this.#clock.now(), bytes);
  }

  /** Bytes captured in each of the last 24 periods of 5 minutes, oldest first. */
  pulse(): readonly number[] {
    return this.#density.at(this.#clock.now());
  }

  /** Of a copy, or of what is done to the database itself; undefined when nothing is, and once all of it is done. */
  progress(url: string = ITSELF): ProgressView | undefined {
    const view = this.#meters.get(url)?.view();
    return view?.total !== undefined && view.done >= view.total ? undefined : view;
  }

  /** What a copy holds, as far as it is known. */
  levels(url: string): readonly LevelView[] {
    return this.#sums.get(url)?.levels() ?? [];
  }
}
