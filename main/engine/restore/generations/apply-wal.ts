// One write-ahead log into the file being restored, as a checkpoint would: the newest version of each page, then the size of the
// last commit. Every frame is proved by salts and running checksum; a log that holds more than whole transactions is damaged, and
// not merely shorter.
import { throwIfAborted } from '../../base/abort.ts';
import { type Disk, readFully } from '../../base/disk.ts';
import type { TidemarkError } from '../../base/errors.ts';
import { damaged } from '../../generations/lz4/decode.ts';
import { readWalHeader, scanWal, startOfWal, type WalScan } from '../../sqlite/wal-scan.ts';
import { WAL_HEADER_SIZE } from '../../sqlite/wal-format.ts';
import type { ScratchFile } from '../scratch.ts';

export interface WalFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Where it is to end, at most `size`; must be the end of a transaction. */
  readonly until: number;
  /** Names it for people. */
  readonly what: string;
}

export interface WalApplying {
  readonly disk: Disk;
  readonly scratch: ScratchFile;
  /** Of the database; undefined when it has no page yet. */
  readonly pageSize: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WalApplied {
  /** Undefined while the database has no page. */
  readonly pageSize: number | undefined;
  /** Pages of the database after the last commit; undefined when the log has none. */
  readonly commit: number | undefined;
  readonly transactions: number;
}

/** Bytes of log that are scanned before their pages are written. */
const SCANNED = 32 * 1024 * 1024;
/** Most bytes of pages that follow each other, written at a time. */
const RUN = 1024 * 1024;

/** Throws `restore-damaged`, `disk-full`, `aborted`. */
export async function applyWal(wal: WalFile, applying: WalApplying): Promise<WalApplied> {
  const { disk, scratch, pageSize, signal } = applying;
  const fd = disk.openSync(wal.path, 'r');
  try {
    const header = readWalHeader(disk, fd);
    if (header === undefined) throw damaged(wal.what, 'it does not begin as a write-ahead log');
    if (pageSize !== undefined && header.pageSize !== pageSize) {
      throw damaged(wal.what, `its pages have ${header.pageSize} bytes, those of the database ${pageSize}`);
    }
    let [position, commit, transactions] = [startOfWal(header), 0, 0];
    for (let more = true; more;) {
      throwIfAborted(signal, 'restoring');
      const scan = scanWal(disk, fd, position, { bytes: SCANNED, until: wal.until });
      await writePages({ disk, fd, scratch, pageSize: header.pageSize }, scan);
      if (scan.commits > 0) commit = scan.commit;
      transactions += scan.commits;
      position = scan.end;
      more = scan.more;
    }
    if (position.offset !== wal.until) throw endsElsewhere(wal, position.offset);
    if (transactions === 0) return { pageSize, commit: undefined, transactions };
    scratch.resize(commit * header.pageSize);
    return { pageSize: header.pageSize, commit, transactions };
  } finally {
    disk.closeSync(fd);
  }
}

interface Copying {
  readonly disk: Disk;
  readonly fd: number;
  readonly scratch: ScratchFile;
  readonly pageSize: number;
}

async function writePages({ disk, fd, scratch, pageSize }: Copying, { pages }: WalScan): Promise<void> {
  const pgnos = [...pages.keys()].sort((a, b) => a - b);
  const most = Math.max(1, Math.floor(RUN / pageSize));
  for (let from = 0, to = 0; from < pgnos.length; from = to) {
    do to++;
    while (to < pgnos.length && to - from < most && pgnos[to] === pgnos[to - 1]! + 1);
    const run = new Uint8Array((to - from) * pageSize);
    for (let i = from; i < to; i++) {
      readFully(disk, fd, run.subarray((i - from) * pageSize, (i - from + 1) * pageSize), pages.get(pgnos[i]!)!);
    }
    await scratch.write(run, (pgnos[from]! - 1) * pageSize);
  }
}

function endsElsewhere({ what, until, size }: WalFile, end: number): TidemarkError {
  if (until < size) return damaged(what, `no transaction ends at its byte ${until}: the last one before it ends at ${end}`);
  if (end === WAL_HEADER_SIZE) return damaged(what, 'none of its frames is part of a whole transaction as written');
  return damaged(what, `its transactions are as written up to byte ${end} of ${size}, and no further`);
}
