// What one destination holds of one database. Listed once, when it is first needed; from then on kept by what we store
// and remove ourselves, so that nothing is listed on a timer.
import { Emitter, type Event } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import { firstPlace } from '../base/search.ts';
import { type Destination, LEVELS, type LtxInfo, type LtxRef } from '../destination/destination.ts';
import { compareRanges } from '../ltx/name.ts';

export type HoldingsChange =
  /** Everything may be other than it was: it was listed. */
  | { readonly kind: 'listed' }
  | { readonly kind: 'stored'; readonly file: LtxInfo }
  | { readonly kind: 'removed'; readonly files: readonly LtxInfo[] }
  /** What is there is not known any more, until it is asked for. */
  | { readonly kind: 'dropped' };

export interface LevelSum {
  readonly level: number;
  readonly files: number;
  readonly bytes: number;
}

export class Holdings {
  readonly #destination: Destination;
  readonly #changed = new Emitter<HoldingsChange>();
  readonly #turn = new Mutex();
  /** Each level in its order; undefined while unknown. */
  #levels: LtxInfo[][] | undefined;
  /** What was stored and removed while the listing under way runs. */
  #meanwhile: ((levels: LtxInfo[][]) => void)[] | undefined;
  #listings = 0;

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  get changed(): Event<HoldingsChange> {
    return this.#changed;
  }

  /** How often it was listed: what was concluded from an older listing is to be concluded anew. */
  get listings(): number {
    return this.#listings;
  }

  /** All files, level by level, each in its order; listed if need be. Times are those of the listing. */
  async files(signal?: AbortSignal): Promise<readonly LtxInfo[]> {
    return this.peek() ?? this.#turn.run(async () => this.peek() ?? (await this.#list(signal)));
  }

  /** Lists now, whatever is known. */
  refresh(signal?: AbortSignal): Promise<readonly LtxInfo[]> {
    return this.#turn.run(() => this.#list(signal));
  }

  /** As `files`, but only what is known without asking the destination. */
  peek(): readonly LtxInfo[] | undefined {
    return this.#levels?.flat();
  }

  /** One level in its order, as far as is known without asking; undefined while unknown. */
  level(level: number): readonly LtxInfo[] | undefined {
    return this.#levels?.[level];
  }

  /** Levels that hold something; undefined while unknown. */
  bytesByLevel(): readonly LevelSum[] | undefined {
    return this.#levels
      ?.map((files, level) => ({ level, files: files.length, bytes: sumOf(files) }))
      .filter(({ files }) => files > 0);
  }

  /** The destination took this file. */
  stored(file: LtxInfo): void {
    this.#apply((levels) => {
      insert(levels[file.level]!, file);
    });
    this.#changed.emit({ kind: 'stored', file });
  }

  /** These are gone. */
  removed(files: readonly LtxInfo[]): void {
    this.#apply((levels) => {
      for (const [level, removed] of Map.groupBy(files, (file) => file.level)) {
        take(levels[level]!, removed);
      }
    });
    this.#changed.emit({ kind: 'removed', files });
  }

  /** What is there is in doubt: it is listed when it is needed next. */
  drop(): void {
    if (this.#levels === undefined) return;
    this.#levels = undefined;
    this.#changed.emit({ kind: 'dropped' });
  }

  /** What happens while it is listed may have come too late for the listing. */
  #apply(change: (levels: LtxInfo[][]) => void): void {
    if (this.#levels !== undefined) change(this.#levels);
    this.#meanwhile?.push(change);
  }

  /** One level after another: on a disk that is gone the first call says so. */
  async #list(signal: AbortSignal | undefined): Promise<readonly LtxInfo[]> {
    this.#levels = undefined;
    this.#meanwhile = [];
    try {
      const levels: LtxInfo[][] = [];
      for (const level of LEVELS) levels[level] = await this.#destination.list(level, signal && { signal });
      for (const change of this.#meanwhile) change(levels);
      this.#levels = levels;
    } finally {
      this.#meanwhile = undefined;
    }
    this.#listings += 1;
    this.#changed.emit({ kind: 'listed' });
    return this.#levels.flat();
  }
}

function sumOf(files: readonly LtxInfo[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function keyOf({ level, min, max }: LtxRef): string {
  return `${level}/${min}-${max}`;
}

/** What is removed at a time lies close together, and levels are long: only what may be among it is looked at. */
function take(level: LtxInfo[], removed: readonly LtxInfo[]): void {
  const gone = new Set(removed.map(keyOf));
  const mins = removed.map(({ min }) => min).sort((a, b) => (a < b ? -1 : 1));
  const from = firstPlace(level.length, (place) => level[place]!.min < mins[0]!);
  const to = firstPlace(level.length, (place) => level[place]!.min <= mins.at(-1)!);
  let end = from;
  for (const file of level.slice(from, to)) if (!gone.has(keyOf(file))) level[end++] = file;
  level.splice(end, to - end);
}

/** At its place; what is stored next nearly always comes last. */
function insert(level: LtxInfo[], file: LtxInfo): void {
  let at = level.length;
  while (at > 0 && compareRanges(level[at - 1]!, file) > 0) at -= 1;
  const isKnown = at > 0 && compareRanges(level[at - 1]!, file) === 0;
  level.splice(isKnown ? at - 1 : at, isKnown ? 1 : 0, file);
}
