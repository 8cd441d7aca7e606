// Takes a whole history of Litestream 0.3 or 0.4 over into an LTX replica: the end of each segment becomes a transaction with the
// segment's time, each snapshot a snapshot at its transaction. The source is only read. What is written follows from the source
// alone, so that a second run finds what the first one wrote, and goes on behind it.
import { throwIfAborted } from '../../base/abort.ts';
import type { Disk } from '../../base/disk.ts';
import { assertNever, type ErrorCode, isTidemarkError, TidemarkError, type Trouble, troubleOf } from '../../base/errors.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Random } from '../../base/random.ts';
import { type Destination, SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import { isSamePlace, shownUrl } from '../../destination/url.ts';
import type { Checksum } from '../../ltx/checksum.ts';
import { FROM_NO_WAL, LTX_NO_CHECKSUM, type LtxHeader } from '../../ltx/header.ts';
import type { Txid } from '../../ltx/txid.ts';
import { DATABASE_HEADER_SIZE, parseDatabaseHeader } from '../../sqlite/header.ts';
import type { GenerationClient, GenerationPos, SnapshotInfo, WalSegmentInfo } from '../client.ts';
import { LogFrames } from '../log-frames.ts';
import { decodeLz4 } from '../lz4/decode.ts';
import { type Difference, ScratchDatabase } from './scratch-database.ts';
import { listSource, type SourceGeneration, type SourceStep, SourceWalk } from './source.ts';
import { ImportTarget } from './target.ts';

export interface ImportOptions {
  readonly source: GenerationClient;
  readonly destination: Destination;
  readonly disk: Disk;
  readonly random: Random;
  /** For a copy of the database while it is put together. Must exist. */
  readonly folder: string;
  /** Called right before each request that changes something at the destination. */
  readonly permit?: () => void;
  /** Step `import`, in bytes read as stored. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal: AbortSignal;
}

/** What a place in the source has become: the state behind that many bytes of the log is that transaction. */
export interface ImportedPoint extends GenerationPos {
  readonly kind: 'snapshot' | 'segment';
  readonly txid: Txid;
  /** As at the destination: ms since the epoch, never before the point before it. */
  readonly createdAt: number;
}

/** What could not be read, and was passed over up to the next snapshot. */
export interface ImportGap extends GenerationPos {
  readonly trouble: Trouble;
}

export interface ImportResult {
  readonly points: readonly ImportedPoint[];
  readonly gaps: readonly ImportGap[];
  readonly generations: number;
  /** Files written, and files that were there from a run before. */
  readonly written: number;
  readonly found: number;
  /** The newest state: 0 and nothing when there was nothing to take over. */
  readonly txid: Txid;
  readonly checksum: Checksum;
}

/** `not-found` when the source holds nothing; `destination-conflict` when the destination is the source, or holds something else. */
export async function importGenerations(options: ImportOptions): Promise<ImportResult> {
  const { source, destination, disk, folder, random, signal, permit = () => undefined } = options;
  requireElsewhere(source.url, destination.url);
  const generations = await listSource(source, signal);
  if (generations.length === 0) throw nothingThere(source.url);
  const target = await ImportTarget.open(destination, permit, signal);
  const scratch = ScratchDatabase.create(disk, folder, random);
  try {
    const run = new Import(options, target, scratch, totalOf(generations));
    for (const generation of generations) await run.generation(generation);
    return { ...run.result, generations: generations.length, written: target.written, found: target.found };
  } finally {
    scratch.discard();
  }
}

/** The source is only read. */
function requireElsewhere(source: string, destination: string): void {
  if (!isSamePlace(source, destination)) return;
  throw new TidemarkError('destination-conflict', `${shownUrl(destination)} is where the generations are, and they are only read`, {
    hint: 'Name another place for the new history.',
  });
}

/** What makes one step impossible, and not the whole. */
const DAMAGE: readonly ErrorCode[] = ['restore-damaged', 'wal-invalid', 'object-missing', 'restore-gap', 'database-not-sqlite'];

class Import {
  readonly #options: ImportOptions;
  readonly #target: ImportTarget;
  readonly #scratch: ScratchDatabase;
  readonly #total: number;
  readonly #points: ImportedPoint[] = [];
  readonly #gaps: ImportGap[] = [];
  #read = 0;
  #txid: Txid = 0n;
  #checksum: Checksum = 0n;
  #time = 0;
  #log = new LogFrames();

  constructor(options: ImportOptions, target: ImportTarget, scratch: ScratchDatabase, total: number) {
    this.#options = options;
    this.#target = target;
    this.#scratch = scratch;
    this.#total = total;
  }

  get result(): Pick<ImportResult, 'points' | 'gaps' | 'txid' | 'checksum'> {
    return { points: this.#points, gaps: this.#gaps, txid: this.#txid, checksum: this.#checksum };
  }

  async generation(generation: SourceGeneration): Promise<void> {
    const walk = new SourceWalk(generation);
    for (const step of walk.steps()) {
      throwIfAborted(this.#options.signal, 'taking over a history');
      try {
        await this.#take(step);
      } catch (error) {
        if (step.kind === 'log-end' || !isTidemarkError(error) || !DAMAGE.includes(error.code)) throw error;
        this.#gaps.push({ ...placeOf(step), trouble: troubleOf(error) });
        this.#scratch.endLog();
        this.#log = new LogFrames();
        walk.lost();
      }
    }
  }

  async #take(step: SourceStep): Promise<void> {
    switch (step.kind) {
      case 'whole':
        return this.#whole(step.snapshot);
      case 'beside':
        this.#count(step.snapshot);
        return this.#snapshotHere(step.snapshot);
      case 'segment':
        return this.#segment(step.segment);
      case 'gap':
        throw logMissing(step);
      case 'log-end':
        this.#scratch.endLog();
        this.#log = new LogFrames();
        return;
      default:
        assertNever(step);
    }
  }

  async #whole(snapshot: SnapshotInfo): Promise<void> {
    const { source, signal } = this.#options;
    const image = decodeLz4(source.openSnapshot(snapshot.generation, snapshot.index, { signal }), nameOf(snapshot));
    const { first, rest } = await peek(image);
    const { pageSize } = parseDatabaseHeader(first, nameOf(snapshot));
    const lineage = this.#txid === 0n || pageSize !== this.#scratch.pageSize ? 'new' : 'same';
    const difference = await this.#scratch.replaceBy(rest, pageSize);
    this.#count(snapshot);
    const isChanged = difference.pgnos.length > 0 || this.#scratch.sums.checksum() !== this.#checksum;
    if (lineage === 'new') this.#advance(snapshot.createdAt);
    else if (isChanged) await this.#transaction(difference, snapshot.createdAt);
    await this.#snapshotHere(snapshot);
  }

  async #segment(segment: WalSegmentInfo): Promise<void> {
    const { source, signal } = this.#options;
    if (segment.offset !== this.#log.offset) throw gapBefore(segment, this.#log.offset);
    const bytes = decodeLz4(source.openWalSegment(segment, { signal }), nameOf(segment));
    for await (const frame of this.#log.segment(bytes)) this.#scratch.frame(frame);
    this.#count(segment);
    const difference = this.#scratch.step();
    if (difference !== undefined && this.#isNews(difference)) await this.#transaction(difference, segment.createdAt);
    this.#point({ ...segment, kind: 'segment', offset: this.#log.offset });
  }

  #isNews({ pgnos }: Difference): boolean {
    return pgnos.length > 0 || this.#scratch.sums.checksum() !== this.#checksum;
  }

  async #transaction({ pgnos }: Difference, createdAt: number): Promise<void> {
    const pre = this.#checksum;
    this.#advance(createdAt);
    const header = this.#header(this.#txid, pre);
    await this.#target.put({ level: 0, header, pgnos, page: this.#scratch.page }, this.#options.signal);
  }

  async #snapshotHere(snapshot: SnapshotInfo): Promise<void> {
    const header = this.#header(1n, 0n);
    const pgnos = this.#scratch.allPages();
    await this.#target.put({ level: SNAPSHOT_LEVEL, header, pgnos, page: this.#scratch.page }, this.#options.signal);
    this.#point({ ...snapshot, kind: 'snapshot', offset: 0 });
  }

  #advance(createdAt: number): void {
    this.#txid += 1n;
    this.#checksum = this.#scratch.sums.checksum();
    this.#time = Math.max(this.#time, Math.trunc(createdAt));
  }

  #header(min: Txid, pre: Checksum): LtxHeader {
    const { pageSize, commit } = this.#scratch;
    const rolling = { pre, post: this.#checksum };
    return { flags: LTX_NO_CHECKSUM, pageSize, commit, min, max: this.#txid, timestamp: this.#time, preApply: 0n, ...FROM_NO_WAL, rolling };
  }

  #point({ generation, index, offset, kind }: Pick<ImportedPoint, 'generation' | 'index' | 'offset' | 'kind'>): void {
    this.#points.push({ generation, index, offset, kind, txid: this.#txid, createdAt: this.#time });
  }

  #count({ size }: { readonly size: number }): void {
    this.#read += size;
    this.#options.onProgress?.({ step: 'import', done: this.#read, total: this.#total });
  }
}

/** The start of a stream, as long as a database's header, and all of it. */
async function peek(image: AsyncGenerator<Uint8Array>): Promise<{ first: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < DATABASE_HEADER_SIZE) {
    const next = await image.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield* pieces;
    yield* image;
  }
  return { first: Buffer.concat(pieces), rest: rest() };
}

function totalOf(generations: readonly SourceGeneration[]): number {
  return generations.flatMap(({ snapshots, segments }) => [...snapshots, ...segments]).reduce((sum, { size }) => sum + size, 0);
}

function placeOf(step: Exclude<SourceStep, { kind: 'log-end' }>): GenerationPos {
  if (step.kind === 'gap') return step;
  if (step.kind === 'segment') return { generation: step.segment.generation, index: step.segment.index, offset: step.segment.offset };
  return { generation: step.snapshot.generation, index: step.snapshot.index, offset: 0 };
}

function nameOf(info: SnapshotInfo | WalSegmentInfo): string {
  const place = `${info.generation}/${info.index.toString(16).padStart(8, '0')}`;
  return 'offset' in info ? `segment ${place}:${info.offset}` : `snapshot ${place}`;
}

function logMissing({ generation, index }: GenerationPos): TidemarkError {
  return new TidemarkError('restore-gap', `the log ${index} of generation ${generation} is not there from its beginning`);
}

function gapBefore(segment: WalSegmentInfo, end: number): TidemarkError {
  return new TidemarkError('restore-gap', `${nameOf(segment)} does not follow: the log has ${end} bytes before it`);
}

function nothingThere(url: string): TidemarkError {
  return new TidemarkError('not-found', `there are no generations at ${url}`, {
    hint: 'Name the place that has the folder generations in it.',
  });
}

