// What a journal is after whatever happened to it: reads every segment, cuts off what a crash left at the end of the
// newest one, and sets apart (never deletes) what is damaged. Each thing found is reported once as found now.
//
// Segment numbers have no gaps, and LSNs are skipped only behind a segment that was cut or is damaged. So whatever
// is missing shows; it gets an empty damaged segment in its place, and is a known gap from then on.
//
// A segment does not say where its LSNs begin: its first entry does. Where that cannot be read, or there is none yet, its
// LSNs lie behind those of the segment before it, or behind those that were let go of, which the position tells.
import { type FoundSegment, judge, type Verdict } from './judge.ts';
import { decodePosition, type JournalPosition, writePosition } from './position.ts';
import { mostEntriesIn, scanSegment } from './scan.ts';
import { damage, type JournalProblem, lastLsnOf, MAX_SEGMENT_SIZE, type Segment } from './segment.ts';
import { formatSegmentName, tornName } from './segment-name.ts';
import type { JournalStore, StoredSegment } from './store.ts';

export interface RecoveredJournal {
  readonly segments: Segment[];
  readonly position: JournalPosition;
  readonly problems: JournalProblem[];
  /** Higher than any that was ever given. */
  readonly nextLsn: bigint;
}

export function recoverJournal(store: JournalStore): Promise<RecoveredJournal> {
  return new Recovery(store).run();
}

class Recovery {
  readonly #store: JournalStore;
  readonly #problems: JournalProblem[] = [];
  readonly #segments: Segment[] = [];
  #position: JournalPosition = { acknowledged: 0n, first: 0, before: 0n };
  /** No entry of the segments so far has a higher LSN, nor can one that cannot be read have had one. */
  #highest = 0n;
  /** Whether LSNs may have been left out behind the segments so far. */
  #start: 'next' | 'later' = 'next';

  constructor(store: JournalStore) {
    this.#store = store;
  }

  async run(): Promise<RecoveredJournal> {
    const stored = (await this.#store.list()).sort((a, b) => a.number - b.number);
    const members = this.#withoutTwins(await this.#finishTrim(stored, await this.#settlePosition(stored[0])));
    const found: FoundSegment[] = [];
    for (const one of members) found.push(await this.#look(one));
    const { first, acknowledged, before } = this.#position;
    this.#highest = before;
    if (before === 0n && first > 0) this.#start = 'later';
    for (const [n, one] of found.entries()) await this.#take(one, found[n + 1]);
    if (found.length === 0 && (acknowledged > 0n || first > 0)) await this.#fillGap(first, acknowledged);
    const given = this.#highest > acknowledged ? this.#highest : acknowledged;
    return { segments: this.#segments, position: this.#position, problems: this.#problems, nextLsn: given + 1n };
  }

  async #settlePosition(lowest: StoredSegment | undefined): Promise<JournalPosition> {
    const bytes = await this.#store.readPosition();
    const found = bytes && decodePosition(bytes);
    if (found !== undefined) return (this.#position = found);
    const first = lowest?.number ?? 0;
    this.#position = { acknowledged: 0n, first, before: 0n };
    if (bytes === undefined && first === 0) return this.#position;
    const keptAs = bytes && (await this.#store.setPositionApart());
    await writePosition(this.#store, this.#position);
    const message = 'how far the journal was read is not known any more; its entries are all there';
    this.#problems.push({ kind: 'position-lost', found: 'now', message, ...(keptAs === undefined ? {} : { keptAs }) });
    return this.#position;
  }

  /** Segments before the first were on their way out. Damaged ones stay, for people. */
  async #finishTrim(stored: readonly StoredSegment[], { first }: JournalPosition): Promise<readonly StoredSegment[]> {
    for (const one of stored) {
      if (one.number < first && one.condition === 'intact') await this.#store.remove(one);
    }
    return stored.filter(({ number }) => number >= first);
  }

  /** A second one of the same number was not made here: it is left alone, and said each time. */
  #withoutTwins(members: readonly StoredSegment[]): StoredSegment[] {
    return members.filter((member, n) => {
      if (member.number !== members[n - 1]?.number) return true;
      this.#problems.push(damage(member, 'before', 'there are two of it, and one is not read'));
      return false;
    });
  }

  async #look(stored: StoredSegment): Promise<FoundSegment> {
    const bytes = await this.#store.read(stored, MAX_SEGMENT_SIZE);
    const { entries, size, end, beyond } = scanSegment(bytes);
    return { stored, first: entries[0]?.lsn, count: entries.length, size, end, beyond, read: bytes.length };
  }

  async #take(found: FoundSegment, next: FoundSegment | undefined): Promise<void> {
    const { stored } = found;
    const demanded = this.#segments.length === 0 ? this.#position.first : this.#segments.at(-1)!.number + 1;
    const gapIsKnown = this.#segments.at(-1)?.condition === 'damaged';
    if (stored.number !== demanded && !gapIsKnown) await this.#fillGap(demanded, this.#lastLsn());
    const after = this.#lastLsn();
    const verdict = judge(found, {
      after,
      start: this.#start,
      leastEnd: next === undefined ? this.#position.acknowledged : leastEnd(found, next),
      mayBe: next === undefined && this.#store.appends === 'in place' ? 'torn' : 'whole',
    });
    const segment = await this.#settle(found, segmentOf(found, after), verdict);
    const isEnded = next !== undefined || stored.mark === 'checkpoint' || stored.torn > 0 || stored.state === 'ended';
    this.#segments.push(isEnded ? { ...segment, state: 'sealed' } : segment);
    this.#raise(found, segment);
    this.#start = segment.condition === 'damaged' || stored.torn > 0 || verdict.kind === 'torn' ? 'later' : 'next';
  }

  async #settle({ stored }: FoundSegment, segment: Segment, verdict: Verdict): Promise<Segment> {
    if (segment.condition === 'damaged') {
      this.#problems.push(damage(segment, 'before', verdict.kind === 'damaged' ? verdict.why : 'entries are missing'));
      return { ...segment, state: 'sealed' };
    }
    switch (verdict.kind) {
      case 'sound':
        return segment;
      case 'torn':
        return this.#cut(segment, stored.size);
      case 'damaged':
        return this.#setApart(segment, verdict.why);
    }
  }

  async #setApart(segment: Segment, why: string): Promise<Segment> {
    const damaged: Segment = { ...segment, condition: 'damaged', state: 'sealed' };
    await this.#store.rename(segment, damaged);
    this.#problems.push(damage(segment, 'now', why));
    return damaged;
  }

  /** First what is cut off is kept, then it is cut off; a crash between the two does both again. */
  async #cut(segment: Segment, found: number): Promise<Segment> {
    await this.#store.cut(segment, segment.size);
    const message = `${found - segment.size} bytes of an entry that was being written were cut off`;
    this.#problems.push({ kind: 'torn', found: 'now', message, keptAs: tornName(segment.number) });
    return { ...segment, state: 'sealed' };
  }

  async #fillGap(number: number, after: bigint): Promise<void> {
    const name = { number, mark: 'log', condition: 'damaged' } as const;
    await this.#store.create(name);
    this.#segments.push({ ...name, firstLsn: after + 1n, count: 0, size: 0, state: 'sealed' });
    const message = `a part of the journal is missing, from segment ${number} on`;
    this.#problems.push({ kind: 'missing', found: 'now', message, keptAs: formatSegmentName(name) });
    this.#start = 'later';
  }

  #lastLsn(): bigint {
    const { before } = this.#position;
    return this.#segments.map(lastLsnOf).reduce((highest, lsn) => (lsn > highest ? lsn : highest), before);
  }

  /** Past every LSN that unsound bytes may have held: they may have been seen by somebody. */
  #raise({ stored, beyond = 0n }: FoundSegment, segment: Segment): void {
    const last = segment.count > 0 ? lastLsnOf(segment) : this.#highest;
    const known = beyond > last ? beyond : last;
    this.#highest = known + mostEntriesIn(stored.size - segment.size + stored.torn);
  }
}

function segmentOf({ stored, first, count, size }: FoundSegment, after: bigint): Segment {
  const { number, mark, condition } = stored;
  const name = { number, mark, condition };
  if (first === undefined || first <= after) return { ...name, firstLsn: after + 1n, count: 0, size: 0, state: 'open' };
  return { ...name, firstLsn: first, count, size, state: 'open' };
}

/** Entries go up to the next segment's, unless it is known why not. */
function leastEnd({ stored }: FoundSegment, next: FoundSegment): bigint {
  const isKnown = stored.torn > 0 || next.stored.number !== stored.number + 1 || next.first === undefined;
  return isKnown ? 0n : next.first - 1n;
}
