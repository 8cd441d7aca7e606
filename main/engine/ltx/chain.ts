// What neighbouring files of one history must agree on, and what the file that replaces them says.
import { formatChecksum } from './checksum.ts';
import { ltxError } from './fault.ts';
import { FROM_NO_WAL, LTX_NO_CHECKSUM, type LtxHeader } from './header.ts';
import { formatLtxName, type TxidRange } from './name.ts';
import { formatTxid } from './txid.ts';
import { checksumBefore, databaseChecksum, type LtxEnds } from './trailer.ts';

/**
 * Each file goes on where the one before it ends; they may overlap, but each must lead further (FACTS A.1).
 */
export function checkContiguous(ranges: readonly TxidRange[]): void {
  for (const [previous, next] of neighbours(ranges)) {
    if (next.min <= previous.max + 1n && next.max > previous.max) continue;
    const message = `${formatLtxName(next)} does not follow ${formatLtxName(previous)}`;
    throw ltxError('ltx-not-contiguous', `${message}: ${formatTxid(previous.max + 1n)} is next`);
  }
}

/** One database keeps one page size. */
export function checkPageSizes(headers: readonly LtxHeader[]): void {
  for (const [previous, next] of neighbours(headers)) {
    if (next.pageSize === previous.pageSize) continue;
    const message = `${formatLtxName(next)}: page size ${next.pageSize} after ${previous.pageSize}`;
    throw ltxError('ltx-not-contiguous', `${message}; it belongs to another history`);
  }
}

/** Where both say so, what the database summed to after one file is what it summed to before the next. */
export function checkChecksums(files: readonly LtxEnds[]): void {
  for (const [previous, next] of neighbours(files)) {
    if (next.header.min !== previous.header.max + 1n) continue;
    const after = databaseChecksum(previous.header, previous.trailer);
    const before = checksumBefore(next.header);
    if (after === undefined || before === undefined || after === before) continue;
    const left = `${formatLtxName(previous.header)} ends at database checksum ${formatChecksum(after)}`;
    const right = `${formatLtxName(next.header)} begins at ${formatChecksum(before)}`;
    throw ltxError('ltx-not-contiguous', `${left}, ${right}`);
  }
}

function* neighbours<T>(items: readonly T[]): Generator<[T, T]> {
  for (let i = 1; i < items.length; i++) yield [items[i - 1]!, items[i]!];
}

/**
 * The header of the file that replaces `headers`, oldest first. Where they came from in a WAL is forgotten.
 * Database checksums are kept as our extension if the files carry it, else as standard ones if they carry
 * those: these are the only way to say that no pages are left.
 */
export function mergedHeader(headers: readonly LtxHeader[]): LtxHeader {
  const [first, last] = [headers[0]!, headers.at(-1)!];
  return {
    pageSize: last.pageSize,
    commit: last.commit,
    min: first.min,
    max: last.max,
    timestamp: last.timestamp,
    ...FROM_NO_WAL,
    ...mergedChecksums(first, last),
  };
}

function mergedChecksums(
  first: LtxHeader,
  last: LtxHeader,
): Pick<LtxHeader, 'flags' | 'preApply' | 'rolling'> {
  const pre = first.min === 1n ? 0n : checksumBefore(first);
  const post = last.rolling?.post;
  if (pre !== undefined && post !== undefined && last.commit > 0) {
    return { flags: LTX_NO_CHECKSUM, preApply: 0n, rolling: { pre, post } };
  }
  if (pre !== undefined && last.flags !== LTX_NO_CHECKSUM) return { flags: 0, preApply: pre };
  return { flags: LTX_NO_CHECKSUM, preApply: 0n };
}
