// Histories by chance, of writes, checkpoints, acknowledgements, letting go and opening again: what a journal answers is what the
// simplest thing that could be one answers.
import { expect, test } from 'vitest';
import type { Journal } from '../../../main/engine/journal/journal.ts';
import type { Place, ReplayRange } from '../../../main/engine/journal/replay.ts';
import { Chance } from './chance.ts';
import { append, BACK_ENDS, type JournalPlace, told } from './rig.ts';

const SMALL = { segmentSize: 120 };

/** Nothing but lists. */
class Model {
  readonly entries: string[] = [];
  readonly checkpoints: { number: number; before: number }[] = [];
  acknowledged = 0;

  get last(): number {
    return this.entries.length;
  }

  told(first: number, last: number): readonly string[] {
    return this.entries.slice(Math.max(0, first - 1), Math.max(0, last));
  }
}

class History {
  readonly #place: JournalPlace;
  readonly #chance: Chance;
  readonly #model = new Model();
  #journal: Journal;

  private constructor(place: JournalPlace, journal: Journal, seed: number) {
    this.#place = place;
    this.#journal = journal;
    this.#chance = new Chance(seed);
  }

  static async begin(place: JournalPlace, seed: number): Promise<History> {
    return new History(place, await place.open(SMALL), seed);
  }

  async step(): Promise<void> {
    const chance = this.#chance.below(12);
    const model = this.#model;
    if (chance < 6) await this.#write(1 + this.#chance.below(4));
    else if (chance === 6) model.checkpoints.push({ number: await this.#journal.createCheckpoint(), before: model.last });
    else if (chance === 7) await this.#acknowledge(this.#chance.below(model.last + 1));
    else if (chance === 8) await this.#journal.trim(this.#chance.below(600));
    else if (chance === 9) this.#journal = await this.#place.open(SMALL);
    else await this.#check();
  }

  async #write(count: number): Promise<void> {
    const texts = Array.from({ length: count }, (_, n) => `entry ${this.#model.last + n + 1} ${'x'.repeat(this.#chance.below(40))}`);
    const lsns = await Promise.all(texts.map((text) => append(this.#journal, text)));
    for (const [n, text] of texts.entries()) this.#model.entries.push(`${lsns[n]!}:${text}`);
    expect(lsns.at(-1)).toBe(BigInt(this.#model.last));
  }

  async #acknowledge(lsn: number): Promise<void> {
    await this.#journal.acknowledge(BigInt(lsn));
    this.#model.acknowledged = Math.max(this.#model.acknowledged, lsn);
  }

  async #check(): Promise<void> {
    const [journal, model] = [this.#journal, this.#model];
    expect(journal.lastLsn).toBe(BigInt(model.last));
    expect(journal.acknowledged).toBe(BigInt(model.acknowledged));
    const all = (await told(journal)).split(/ (?=\d+:)/).filter((text) => text !== '');
    const kept = model.last - all.length + 1;
    expect(kept <= model.acknowledged + 1).toBe(true);
    expect(all).toEqual(model.told(kept, model.last));
    await this.#checkRange(kept);
    expect(journal.problems.filter(({ kind }) => kind !== 'over-budget')).toEqual([]);
  }

  /** @param kept the first that is still there */
  async #checkRange(kept: number): Promise<void> {
    const model = this.#model;
    const [from, to] = [this.#somewhere(), this.#somewhere()];
    const order = this.#chance.below(2) === 0 ? 'forward' : 'backward';
    const within = model.told(Math.max(kept, from.first), to.last);
    const range: ReplayRange = { from: from.place, to: to.place, order };
    const expected = order === 'forward' ? within : within.toReversed();
    expect(await told(this.#journal, range)).toBe(expected.join(' '));
  }

  /** As the first or the last: a number of an entry, or a checkpoint that is there. */
  #somewhere(): { readonly place: Place; readonly first: number; readonly last: number } {
    const there = this.#model.checkpoints.filter(({ number }) => this.#journal.checkpoints.includes(number));
    const chosen = there[this.#chance.below(2 * there.length + 1)];
    if (chosen !== undefined) {
      const { number, before } = chosen;
      return { place: { kind: 'checkpoint', number }, first: before + 1, last: before };
    }
    const lsn = this.#chance.below(this.#model.last + 3);
    return { place: { kind: 'lsn', lsn: BigInt(lsn) }, first: lsn, last: lsn };
  }
}

test.each(BACK_ENDS)('of $kind', async ({ make }) => {
  for (let seed = 1; seed <= 60; seed++) {
    const history = await History.begin(make(), seed);
    for (let n = 0; n < 60; n++) await history.step();
  }
});
