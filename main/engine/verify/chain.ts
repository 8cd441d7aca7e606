// Whether the files of a level follow each other, and whether all files tell the same story.
import { type LtxInfo, SNAPSHOT_LEVEL } from '../destination/destination.ts';
import { type Checksum, formatChecksum } from '../ltx/checksum.ts';
import { checksumBefore, databaseChecksum, type LtxEnds } from '../ltx/trailer.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';
import { describeRanges } from '../replica/history/gaps.ts';
import { points } from '../replica/history/points.ts';
import { describeFile } from '../restore/damage.ts';
import { type Problem, problemOf } from './report.ts';

/**
 * Gaps and overlaps between the files of one level, given in its order. A level may begin anywhere, and begin again where
 * files of other levels lead to the same state: retention removes what lies between the points that it keeps, and leaves
 * the way there that takes least. A file that starts from nothing follows whatever ends before it; snapshots all do.
 * `all` are the files of all levels.
 */
export function levelProblems(files: readonly LtxInfo[], all: readonly LtxInfo[]): Problem[] {
  const chained = files.filter((file) => file.level !== SNAPSHOT_LEVEL);
  const reachable = new Set(points(all).map(({ txid }) => txid));
  const problems: Problem[] = [];
  for (let i = 1; i < chained.length; i++) {
    const problem = betweenFiles(chained[i - 1]!, chained[i]!, reachable);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function betweenFiles(before: LtxInfo, file: LtxInfo, reachable: ReadonlySet<Txid>): Problem | undefined {
  if (file.min > before.max + 1n) {
    if (reachable.has(file.max)) return undefined;
    const missing = describeRanges([{ min: before.max + 1n, max: file.min - 1n }]);
    return problemOf('gap', file, `missing in its level before it, and nothing else leads there: ${missing}`);
  }
  const startsOver = file.min === 1n && file.max > before.max;
  if (file.min === before.max + 1n || startsOver) return undefined;
  return problemOf('overlap', file, `holds transactions that ${describeFile(before)} holds too`);
}

interface Claim {
  readonly file: LtxInfo;
  readonly checksum: Checksum;
}

/**
 * What the files say the database summed to after each transaction. All who speak of the same one must agree.
 */
export class ChecksumChain {
  readonly #claims = new Map<Txid, Claim>();
  readonly problems: Problem[] = [];

  add(file: LtxInfo, { header, trailer }: LtxEnds): void {
    if (header.min > 1n) this.#claim(header.min - 1n, file, checksumBefore(header));
    this.#claim(header.max, file, databaseChecksum(header, trailer));
  }

  #claim(txid: Txid, file: LtxInfo, checksum: Checksum | undefined): void {
    if (checksum === undefined) return;
    const known = this.#claims.get(txid);
    if (known === undefined) this.#claims.set(txid, { file, checksum });
    else if (known.checksum !== checksum) this.problems.push(contradiction(txid, known, { file, checksum }));
  }
}

function contradiction(txid: Txid, known: Claim, other: Claim): Problem {
  const first = `${describeFile(known.file)} says ${formatChecksum(known.checksum)}`;
  const when = `after transaction ${formatTxid(txid)}`;
  const words = `${when} the database sums to ${formatChecksum(other.checksum)}`;
  return problemOf('chain', other.file, `${words}, but ${first}`);
}
