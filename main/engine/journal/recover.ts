// What a journal is after whatever happened to it: reads every segment, cuts off what a crash left at the end of the
// newest one, and sets apart (never deletes) what is damaged. Each thing found is reported once as found now.
//
// Segment numbers have no gaps, and LSNs are skipped only behind a segment that was cut or is damaged. So whatever
// is missing shows; it gets an empty damaged segment in its place, and is a known gap from then on.
import { inspectSegment, type Verdict } from './inspect.ts';
import { type JournalPosition, POSITION_NAME, readPosition, writePosition } from './position.ts';
import { MIN_RECORD_SIZE } from './record.ts';
import { damage, type JournalProblem, lastLsnOf, MAX_SEGMENT_SIZE, type Segment } from './segment.ts';
import { formatSegmentName, numberIn, parseSegmentName, type SegmentName, tornName } from './segment-name.ts';
import type { JournalStore } from './store.ts';

export interface RecoveredJournal {
  readonly segments: Segment[];
  readonly position: JournalPosition;
  readonly problems: JournalProblem[];
  /** Higher than any that was ever given. */
  readonly nextLsn: bigint;
}

export function recoverJournal(store: JournalStore): RecoveredJournal {
  return new Recovery(store).run();
}

class Recovery {
  readonly #store: JournalStore;
  /** Bytes by name, as they were found. */
  readonly #items: ReadonlyMap<string, number>;
  readonly #problems: JournalProblem[] = [];
  readonly #segments: Segment[] = [];

  constructor(store: JournalStore) {
    this.#store = store;
    this.#items = new Map(store.list().map(({ name, size }) => [name, size]));
  }

  run(): RecoveredJournal {
    const named = [...this.#items.keys()].map(parseSegmentName).filter((name) => name !== undefined);
    named.sort((a, b) => a.number - b.number);
    const position = this.#settlePosition(named[0]?.number ?? 0);
    this.#finishTrim(position.first);
    const members = this.#withoutTwins(named.filter(({ number }) => number >= position.first));
    for (const [n, name] of members.entries()) this.#take(name, members[n + 1], position);
    if (members.length === 0 && position.acknowledged > 0n) this.#fillGap(position.first, position.acknowledged + 1n);
    return { segments: this.#segments, position, problems: this.#problems, nextLsn: this.#nextLsn(position) };
  }

  /** @param lowest number of the first segment that is there */
  #settlePosition(lowest: number): JournalPosition {
    const exists = this.#items.has(POSITION_NAME);
    const found = exists ? readPosition(this.#store) : undefined;
    if (found !== undefined) return found;
    const position = { acknowledged: 0n, first: lowest };
    if (!exists && lowest === 0) return position;
    const keptAs = `${POSITION_NAME}.damaged`;
    if (exists) this.#store.rename(POSITION_NAME, keptAs);
    writePosition(this.#store, position);
    const message = 'how far the journal was read is not known any more; its entries are all there';
    this.#problems.push({ kind: 'position-lost', found: 'now', message, ...(exists ? { keptAs } : {}) });
    return position;
  }

  /** Segments before the first were on their way out. Damaged ones stay, for people. */
  #finishTrim(first: number): void {
    for (const name of this.#items.keys()) {
      const number = numberIn(name);
      if (number === undefined || number >= first || parseSegmentName(name)?.condition === 'damaged') continue;
      this.#store.remove(name);
    }
  }

  /** A second one of the same number was not made here: it is left alone, and said each time. */
  #withoutTwins(members: readonly SegmentName[]): SegmentName[] {
    return members.filter((member, n) => {
      if (member.number !== members[n - 1]?.number) return true;
      this.#problems.push(damage(member, 'before', 'there are two of it, and one is not read'));
      return false;
    });
  }

  #take(name: SegmentName, next: SegmentName | undefined, position: JournalPosition): void {
    const demanded = this.#segments.length === 0 ? position.first : this.#segments.at(-1)!.number + 1;
    const gapIsKnown = this.#segments.at(-1)?.condition === 'damaged';
    if (name.number !== demanded && !gapIsKnown) this.#fillGap(demanded, this.#lastLsn() + 1n);
    const item = formatSegmentName(name);
    const bytes = this.#store.read(item, MAX_SEGMENT_SIZE);
    const { verdict, count, size } = inspectSegment(name, bytes, {
      after: this.#lastLsn(),
      leastEnd: next === undefined ? position.acknowledged : this.#leastEnd(name, next),
      place: next === undefined ? 'newest' : 'earlier',
      itemSize: this.#items.get(item) ?? 0,
    });
    const isOpen = next === undefined && name.mark === 'log' && !this.#items.has(tornName(name));
    const segment: Segment = { ...name, count, size, state: isOpen ? 'open' : 'sealed' };
    this.#segments.push(this.#settle(segment, verdict, bytes));
  }

  /** Entries go up to the next segment's, unless it is known why not. */
  #leastEnd(name: SegmentName, next: SegmentName): bigint {
    const isKnown = this.#items.has(tornName(name)) || next.number !== name.number + 1;
    return isKnown ? 0n : next.firstLsn - 1n;
  }

  #settle(segment: Segment, verdict: Verdict, bytes: Uint8Array): Segment {
    if (segment.condition === 'damaged') {
      this.#problems.push(damage(segment, 'before', verdict.kind === 'damaged' ? verdict.why : 'entries are missing'));
      return { ...segment, state: 'sealed' };
    }
    switch (verdict.kind) {
      case 'sound':
        return segment;
      case 'torn':
        return this.#cut(segment, bytes);
      case 'damaged':
        return this.#setApart(segment, verdict.why);
    }
  }

  #setApart(segment: Segment, why: string): Segment {
    const damaged: Segment = { ...segment, condition: 'damaged', state: 'sealed' };
    this.#store.rename(formatSegmentName(segment), formatSegmentName(damaged));
    this.#problems.push(damage(segment, 'now', why));
    return damaged;
  }

  /** First what is cut off is kept, then it is cut off; a crash between the two does both again. */
  #cut(segment: Segment, bytes: Uint8Array): Segment {
    const keptAs = tornName(segment);
    this.#store.replace(keptAs, bytes.subarray(segment.size));
    this.#store.replace(formatSegmentName(segment), bytes.subarray(0, segment.size));
    const message = `${bytes.length - segment.size} bytes of an entry that was being written were cut off`;
    this.#problems.push({ kind: 'torn', found: 'now', message, keptAs });
    return { ...segment, state: 'sealed' };
  }

  #fillGap(number: number, firstLsn: bigint): void {
    const gap: Segment = { number, firstLsn, mark: 'log', condition: 'damaged', count: 0, size: 0, state: 'sealed' };
    const keptAs = formatSegmentName(gap);
    this.#store.replace(keptAs, new Uint8Array(0));
    this.#segments.push(gap);
    const message = `a part of the journal is missing, from segment ${number} on`;
    this.#problems.push({ kind: 'missing', found: 'now', message, keptAs });
  }

  #lastLsn(): bigint {
    return this.#segments.map(lastLsnOf).reduce((highest, lsn) => (lsn > highest ? lsn : highest), 0n);
  }

  /** Past every LSN that unsound bytes at the end may have held: they may have been seen by somebody. */
  #nextLsn({ acknowledged }: JournalPosition): bigint {
    const last = this.#segments.at(-1);
    if (last === undefined) return acknowledged + 1n;
    const unsound = this.#foundSize(last) - last.size + (this.#items.get(tornName(last)) ?? 0);
    const next = this.#lastLsn() + 1n + BigInt(Math.ceil(unsound / MIN_RECORD_SIZE));
    return next > acknowledged ? next : acknowledged + 1n;
  }

  /** Under the name it had then: it may have been set apart since. */
  #foundSize(segment: Segment): number {
    const before = this.#items.get(formatSegmentName({ ...segment, condition: 'intact' }));
    return before ?? this.#items.get(formatSegmentName(segment)) ?? 0;
  }
}
