// Ten thousand moments at which the process is killed or the power goes, one after each byte that is written and each other thing
// that is done: what was promised is there, once, and no LSN is given again.
import { expect, test } from 'vitest';
import type { Journal } from '../../../main/engine/journal/journal.ts';
import { contentOf } from './content.ts';
import { Chance } from './chance.ts';
import { MemoryDisk, type Step } from './memory-disk.ts';
import { MemoryObjects } from './memory-objects.ts';
import { append, bytesOf, DiskPlace, type JournalPlace, ObjectPlace, told } from './rig.ts';

const SMALL = { segmentSize: 250 };

/** What a writer may rely on at one moment. */
interface Promises {
  /** `lsn:text` of each entry that was called durable. */
  readonly entries: readonly string[];
  /** All that were asked for: nothing else may ever be there. */
  readonly asked: ReadonlySet<string>;
  readonly acknowledged: bigint;
  readonly checkpoints: readonly number[];
}

const NOTHING: Promises = { entries: [], asked: new Set(), acknowledged: 0n, checkpoints: [] };

/** A journal's life by chance, with what it promised so far. */
class Life {
  readonly #journal: Journal;
  readonly #chance: Chance;
  #n = 0;
  #promises = NOTHING;

  constructor(journal: Journal, seed: number) {
    this.#journal = journal;
    this.#chance = new Chance(seed);
  }

  get promises(): Promises {
    return this.#promises;
  }

  async step(): Promise<void> {
    const chance = this.#chance.below(12);
    if (chance === 0) await this.#checkpoint();
    else if (chance === 1) await this.#acknowledge();
    else if (chance === 2) await this.#journal.trim(400);
    else await Promise.all(Array.from({ length: 1 + this.#chance.below(3) }, () => this.#write()));
  }

  async #write(): Promise<void> {
    const text = new TextDecoder().decode(contentOf(++this.#n)).slice(0, 20);
    const asked = new Set([...this.#promises.asked, text]);
    this.#promises = { ...this.#promises, asked };
    const lsn = await append(this.#journal, text);
    this.#promises = { ...this.#promises, entries: [...this.#promises.entries, `${lsn}:${text}`] };
  }

  async #checkpoint(): Promise<void> {
    const number = await this.#journal.createCheckpoint();
    this.#promises = { ...this.#promises, checkpoints: [...this.#promises.checkpoints, number] };
  }

  async #acknowledge(): Promise<void> {
    const { entries } = this.#promises;
    const lsn = BigInt(entries[this.#chance.below(Math.max(1, entries.length))]?.split(':')[0] ?? 0);
    await this.#journal.acknowledge(lsn);
    if (lsn > this.#promises.acknowledged) this.#promises = { ...this.#promises, acknowledged: lsn };
  }
}

const lsnOf = (entry: string): bigint => BigInt(entry.slice(0, entry.indexOf(':')));
const textOf = (entry: string): string => entry.slice(entry.indexOf(':') + 1);

/** Opens what is there and goes on with it; what is wrong then, or undefined. */
async function faultOf(place: JournalPlace, { entries, asked, acknowledged, checkpoints }: Promises): Promise<string | undefined> {
  const journal = await place.open(SMALL);
  const problem = journal.problems.find(({ kind }) => kind !== 'torn');
  if (problem !== undefined) return problem.message;
  const there: string[] = [];
  for await (const { lsn, data } of journal.replay()) there.push(`${lsn}:${Buffer.from(data).toString()}`);
  const lost = entries.find((entry) => lsnOf(entry) > acknowledged && !there.includes(entry));
  if (lost !== undefined) return `${lost} is lost`;
  const texts = there.map(textOf);
  if (new Set(texts).size < texts.length) return `an entry is doubled: ${there.join(' ')}`;
  if (!texts.every((text) => asked.has(text))) return `an entry that nobody wrote: ${there.join(' ')}`;
  const lsns = there.map(lsnOf);
  if (!lsns.every((lsn, n) => n === 0 || lsn > lsns[n - 1]!)) return `LSNs are out of order: ${lsns.join(' ')}`;
  if (journal.acknowledged < acknowledged) return `${acknowledged} was acknowledged, and is not any more`;
  const lostMark = checkpoints.find((number, n) => n > 0 && isLost(journal, number, checkpoints[n - 1]!));
  if (lostMark !== undefined) return `checkpoint ${lostMark} is lost`;
  const highest = [...entries.map(lsnOf), ...lsns].reduce((high, lsn) => (lsn > high ? lsn : high), 0n);
  const next = await append(journal, 'after');
  return next > highest ? undefined : `LSN ${next} is given again`;
}

/** Checkpoints go from the oldest on. */
function isLost({ checkpoints }: Journal, number: number, before: number): boolean {
  return checkpoints.includes(before) && !checkpoints.includes(number);
}

test('files: ten thousand kills and power cuts', async () => {
  let points = 0;
  for (let seed = 1; points < 10_000; seed++) {
    const record: { step: Step; promises: Promises }[] = [];
    const lives: Life[] = [];
    const disk = new MemoryDisk((step) => record.push({ step, promises: lives[0]?.promises ?? NOTHING }));
    const life = new Life(await new DiskPlace(disk).open(SMALL), seed);
    lives.push(life);
    for (let n = 0; n < 30; n++) await life.step();
    const past = new MemoryDisk();
    for (const { step, promises } of record) {
      const parts = step.kind === 'write' ? step.bytes.length : 1;
      for (let part = 0; part < parts; part++) {
        const disk = past.after(points++ % 3 === 0 ? 'power cut' : 'kill', { step, bytes: part });
        const fault = await faultOf(new DiskPlace(disk), promises);
        if (fault !== undefined) expect.fail(`seed ${seed}, ${step.kind}, byte ${part}: ${fault}`);
      }
      past.apply(step);
    }
  }
  expect(points).toBeGreaterThanOrEqual(10_000);
});

test('objects: a kill after each call, and each answer lost, before and after it was done', async () => {
  let points = 0;
  for (let seed = 1; seed <= 40; seed++) {
    for (let deadly = 1, calls = Infinity; deadly <= calls; deadly++) {
      for (const fate of ['lost before', 'lost after'] as const) {
        const objects = new MemoryObjects();
        objects.fate = (call) => (call >= deadly ? (call === deadly ? fate : 'lost before') : 'done');
        const life = new Life(await new ObjectPlace(objects).open(SMALL), seed);
        for (let n = 0; n < 12; n++) await life.step().catch(() => undefined);
        if (calls === Infinity) calls = await callsOf(seed);
        expect(await faultOf(new ObjectPlace(objects.copy()), life.promises)).toBeUndefined();
        points++;
      }
    }
  }
  expect(points).toBeGreaterThan(1000);
});

async function callsOf(seed: number): Promise<number> {
  const place = new ObjectPlace();
  const life = new Life(await place.open(SMALL), seed);
  for (let n = 0; n < 12; n++) await life.step();
  return place.objects.calls;
}

test('objects: answers are lost by chance and writing goes on; nothing is lost or doubled', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const chance = new Chance(seed);
    const place = new ObjectPlace();
    place.objects.fate = () => (['lost before', 'lost after', 'done', 'done'] as const)[chance.below(4)]!;
    let journal = await place.open(SMALL);
    const kept: string[] = [];
    for (let n = 0; n < 20; n++) {
      try {
        kept.push(`${await append(journal, `entry ${n}`)}:entry ${n}`);
      } catch {
        if (chance.below(3) === 0) journal = await place.open(SMALL);
      }
    }
    const there = (await told(await place.open(SMALL))).match(/\d+:entry \d+/g) ?? [];
    expect(there).toEqual(kept);
  }
});

test('objects: two writers who know nothing of each other: one is refused, and no entry is lost or doubled', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const chance = new Chance(seed);
    const place = new ObjectPlace();
    const writers = [await place.open(SMALL), await place.open({ segmentSize: 60 })];
    const kept: string[] = [];
    let refusals = 0;
    for (let n = 0; n < 30; n++) {
      const who = chance.below(2);
      try {
        if (chance.below(8) === 0) await writers[who]!.createCheckpoint();
        kept.push(`${await writers[who]!.write([bytesOf(`entry ${n}`)])}:entry ${n}`);
      } catch (error) {
        expect(error).toMatchObject({ code: 'destination-conflict' });
        refusals++;
        writers[who] = await place.open(who === 0 ? SMALL : { segmentSize: 60 });
      }
    }
    expect(refusals).toBeGreaterThan(0);
    const journal = await place.open(SMALL);
    expect(journal.problems).toEqual([]);
    expect((await told(journal)).match(/\d+:entry \d+/g)).toEqual(kept);
  }
});
