// Reads all of a destination: is every file what it claims to be, and can the newest state be restored?
import { assertNever, isTidemarkError } from '../base/errors.ts';
import type { OnProgress } from '../base/progress.ts';
import { type Destination, LEVELS, type ListOptions, type LtxInfo } from '../destination/destination.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { LtxEnds } from '../ltx/trailer.ts';
import { formatTxid } from '../ltx/txid.ts';
import { points } from '../replica/history/points.ts';
import { ByteCount } from '../restore/count.ts';
import { type DamagedFileError, describeFile } from '../restore/damage.ts';
import { DeadEndError } from '../restore/dead-end.ts';
import { foldSums } from '../restore/fold.ts';
import { formatTime } from '../restore/point.ts';
import type { HistorySource } from '../restore/source.ts';
import { ChecksumChain, levelProblems } from './chain.ts';
import { examineEach, type Finding } from './each.ts';
import { type NewestState, type Note, type Problem, problemOf, type VerifyReport } from './report.ts';

export interface VerifyOptions {
  readonly destination: HistorySource & Pick<Destination, 'type'>;
  readonly jobs: JobRunner;
  /** Step `verify`, in bytes read. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads every file of every level, once unless it is damaged. What is wrong with files is in the report; only
 * what keeps us from reading (destination, abort) is thrown.
 */
export async function verifyDestination(options: VerifyOptions): Promise<VerifyReport> {
  const levels = await listLevels(options);
  const listed = levels.flat();
  const audit = new Audit();
  const onBytes = new ByteCount('verify', options.onProgress).attempt(bytesOf(listed));
  const fold = listed.length === 0 ? undefined : await foldNewest(options, audit, onBytes);
  const rest = listed.filter((file) => !audit.knows(file));
  await examineEach(rest, { ...options, onBytes }, (finding) => {
    audit.note(finding);
  });
  audit.explain(fold?.damaged ?? []);
  const files = listed.filter((file) => !audit.isRemoved(file));
  const problems = [...audit.problems, ...levels.flatMap((level) => levelProblems(level, listed))];
  const reachable = points(audit.usable(files));
  const latest = reachable.at(-1)?.txid;
  return {
    files: files.length,
    bytes: bytesOf(files),
    points: reachable.length,
    ...(latest === undefined ? {} : { latest }),
    ...(fold?.newest === undefined ? {} : { newest: fold.newest }),
    problems,
    notes: audit.notes,
    verdict: verdictOn(files, problems),
  };
}

function verdictOn(files: readonly LtxInfo[], problems: readonly Problem[]): VerifyReport['verdict'] {
  if (problems.length > 0) return 'unsound';
  return files.length === 0 ? 'empty' : 'sound';
}

/** Destinations whose listings tell when a file arrived, not when its changes were captured. */
const LIST_ARRIVAL: ReadonlySet<string> = new Set(['s3']);

function listLevels({ destination, signal }: VerifyOptions): Promise<LtxInfo[][]> {
  const times = LIST_ARRIVAL.has(destination.type) ? 'exact' : 'listed';
  const options: ListOptions = { times, ...(signal === undefined ? {} : { signal }) };
  return Promise.all(LEVELS.map((level) => destination.list(level, options)));
}

function bytesOf(files: readonly LtxInfo[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

interface Fold {
  readonly newest?: NewestState;
  /** Files it had to do without. */
  readonly damaged: readonly DamagedFileError[];
}

/** Puts the newest state together. What it proves of files on the way need not be read again. */
async function foldNewest(
  options: VerifyOptions,
  audit: Audit,
  onBytes: (bytes: number) => void,
): Promise<Fold> {
  let done = 0;
  const onProgress: OnProgress = (progress) => {
    onBytes(progress.done - done);
    done = progress.done;
  };
  try {
    const { value, damaged } = await foldSums({
      ...options,
      target: { kind: 'latest' },
      onProgress,
      onFile: (file, ends) => {
        audit.note({ kind: 'whole', file, ends });
      },
    });
    const { txid, checksum, proved } = value;
    return { newest: { txid, checksum, proved }, damaged };
  } catch (error) {
    if (!isTidemarkError(error) || !error.code.startsWith('restore-')) throw error;
    const isOfFiles = error instanceof DeadEndError && error.damaged.length > 0;
    // What is wrong with the files is told of each of them.
    const message = isOfFiles
      ? `the newest state, transaction ${formatTxid(error.txid)}, cannot be restored`
      : error.message;
    audit.problems.push({ kind: 'unrestorable', message });
    return { damaged: isOfFiles ? error.damaged : [] };
  }
}

/** How far a file system may round times: FAT keeps even seconds. */
const TIME_TOLERANCE = 2000;

/** What is known of the files so far. */
class Audit {
  readonly #known = new Map<string, Finding['kind']>();
  readonly #chain = new ChecksumChain();
  readonly problems: Problem[] = this.#chain.problems;
  readonly notes: Note[] = [];

  knows(file: LtxInfo): boolean {
    return this.#known.has(describeFile(file));
  }

  isRemoved(file: LtxInfo): boolean {
    return this.#known.get(describeFile(file)) === 'removed';
  }

  /** Those of `files` that a restore could make use of. */
  usable(files: readonly LtxInfo[]): LtxInfo[] {
    const unusable = new Set<string>();
    for (const { kind, file } of this.problems) {
      if (file !== undefined && (kind === 'damaged' || kind === 'misnamed')) unusable.add(describeFile(file));
    }
    return files.filter((file) => !unusable.has(describeFile(file)));
  }

  /** A file may be noted again by another attempt to put the newest state together; once is enough. */
  note(finding: Finding): void {
    const { file } = finding;
    if (this.#known.get(describeFile(file)) === finding.kind) return;
    this.#known.set(describeFile(file), finding.kind);
    switch (finding.kind) {
      case 'whole':
        this.#compare(file, finding.ends);
        break;
      case 'damaged':
        this.problems.push({ kind: 'damaged', file, message: finding.error.message });
        break;
      case 'removed':
        break;
      default:
        assertNever(finding);
    }
  }

  /** Takes in what cannot be seen in a file by itself: that it does not fit those before it. */
  explain(damaged: readonly DamagedFileError[]): void {
    const accused = new Set(
      this.problems.flatMap(({ file }) => (file === undefined ? [] : [describeFile(file)])),
    );
    for (const { file, message } of damaged) {
      if (accused.has(describeFile(file)) || this.isRemoved(file)) continue;
      this.problems.push({ kind: 'damaged', file, message });
    }
  }

  /** What the file says of itself against its name, its time, and what other files say. */
  #compare(file: LtxInfo, ends: LtxEnds): void {
    const { min, max, timestamp } = ends.header;
    if (min !== file.min || max !== file.max) {
      this.problems.push(
        problemOf('misnamed', file, `its header says ${describeFile({ ...file, min, max })}`),
      );
    }
    if (Math.abs(timestamp - file.createdAt) > TIME_TOLERANCE) {
      const [listed, stated] = [formatTime(file.createdAt), formatTime(timestamp)];
      const message = `${describeFile(file)}: it is listed as of ${listed}, its header says ${stated}`;
      this.notes.push({ kind: 'time', file, message });
    }
    this.#chain.add(file, ends);
  }
}
