// What is kept of a follower beside its file: where it stands, and where the transaction under way leads. Written once for
// each transaction, before the database is touched; which of the two the file is at, its own header tells.
import { join } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import { type Checksum, formatChecksum, parseChecksum } from '../../ltx/checksum.ts';
import { formatTxid, parseTxid, type Txid } from '../../ltx/txid.ts';
import type { FileIdentity, FileStamp } from '../../sqlite/owner.ts';

/** A state of the source that the file shows, or is to show. */
export interface Point {
  readonly txid: Txid;
  /** Of the source's pages. */
  readonly checksum: Checksum;
  /** Bytes. */
  readonly pageSize: number;
  /** Pages. */
  readonly commit: number;
  /** The source's first 100 bytes; none when there are no pages. */
  readonly header: Uint8Array;
  /** Change counter of the file here. */
  readonly counter: number;
  /** When it was captured, ms since the Unix epoch. */
  readonly timestamp: number;
  /** When it was applied, ms since the Unix epoch. */
  readonly appliedAt: number;
}

/** A state of a file that was written here until now: it is the source itself. */
export type LeftBehind = Omit<Point, 'counter' | 'appliedAt'>;

/** A copy set apart because it went another way. */
export interface Quarantined {
  readonly path: string;
  /** Ms since the Unix epoch. */
  readonly at: number;
  readonly txid: Txid;
  /** Reads as in "it was set apart: <why>". */
  readonly why: string;
}

/** A file that was removed leaves its number to the next one: when it was made tells them apart. */
export interface FollowerIdentity extends FileIdentity {
  /** Ms since the Unix epoch; 0 where the file system does not keep it. */
  readonly born?: number;
}

export interface FollowerState {
  /** Canonical path of the follower's file. */
  readonly path: string;
  /** Undefined until the file was made. */
  readonly identity?: FollowerIdentity | undefined;
  readonly from?: Point | undefined;
  readonly to?: Point | undefined;
  /** The file as it was left, if that tells of every later write. */
  readonly stamp?: FileStamp | undefined;
  /** Newest first. */
  readonly quarantined: readonly Quarantined[];
}

const STATE_FILE = 'follower.json';
const VERSION = 1;

interface Deps {
  readonly disk: Disk;
  readonly random: Random;
}

export function writeState({ disk, random }: Deps, dir: string, state: FollowerState): void {
  const packed = { ...state, from: pack(state.from), to: pack(state.to), quarantined: state.quarantined.map(packCopy) };
  const text = JSON.stringify({ version: VERSION, ...packed });
  replaceText(disk, join(dir, STATE_FILE), `${text}\n`, random.token(8));
}

/** Undefined when there is none, or none that this version understands. */
export function readState(disk: Disk, dir: string): FollowerState | undefined {
  const path = join(dir, STATE_FILE);
  if (!disk.existsSync(path)) return undefined;
  try {
    const { version, ...packed } = JSON.parse(disk.readFileSync(path, 'utf8')) as Packed;
    if (version !== VERSION) return undefined;
    const quarantined = packed.quarantined.map((copy) => ({ ...copy, txid: parseTxid(copy.txid) }));
    return { ...packed, from: unpack(packed.from), to: unpack(packed.to), quarantined };
  } catch {
    return undefined;
  }
}

type PackedPoint = Omit<Point, 'txid' | 'checksum' | 'header'> & Record<'txid' | 'checksum' | 'header', string>;
type PackedCopy = Omit<Quarantined, 'txid'> & { readonly txid: string };

interface Packed extends Omit<FollowerState, 'from' | 'to' | 'quarantined'> {
  readonly version: number;
  readonly from?: PackedPoint;
  readonly to?: PackedPoint;
  readonly quarantined: readonly PackedCopy[];
}

function packCopy(copy: Quarantined): PackedCopy {
  return { ...copy, txid: formatTxid(copy.txid) };
}

function pack(point: Point | undefined): PackedPoint | undefined {
  if (point === undefined) return undefined;
  const { txid, checksum, header } = point;
  return { ...point, txid: formatTxid(txid), checksum: formatChecksum(checksum), header: Buffer.from(header).toString('hex') };
}

function unpack(packed: PackedPoint | undefined): Point | undefined {
  if (packed === undefined) return undefined;
  const header = new Uint8Array(Buffer.from(packed.header, 'hex'));
  return { ...packed, txid: parseTxid(packed.txid), checksum: parseChecksum(packed.checksum), header };
}
