// Where writing stands, kept on the local disk beside the database's other state: one file, replaced as a whole, that holds
// the newest segment's bytes and what the next one follows. It is written before the segment is sent; what was sent and what
// was not is found out from the place. So a kill at any moment leaves either what was there before it, or the same bytes to
// send once more.
//
//   the segment's bytes as they are sent | JSON | its length, u32 | CRC-64 of the JSON and the length, u64   (big-endian)
import { join } from 'node:path';
import { type Disk, readFully, removeTemps } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import { filePieces, writeWhole } from '../../capture/local-file.ts';
import { type Checksum, crc64, formatChecksum, parseChecksum } from '../../ltx/checksum.ts';
import { formatTxid, parseTxid, type Txid } from '../../ltx/txid.ts';
import type { WalEnd, WalKind } from '../../sqlite/wal-writer.ts';
import type { Generation } from '../client.ts';

export interface Standing extends WalKind {
  readonly generation: Generation;
  /** Of the log that is being written. */
  readonly index: number;
  /** Index of the newest snapshot that is known to be there. */
  readonly base: number;
  /** The log's segments by their offsets, the newest last; none before the first. */
  readonly offsets: readonly number[];
  readonly end: WalEnd;
  /** Transaction that the log ends with, and the database's rolling checksum there. */
  readonly txid: Txid;
  readonly checksum: Checksum;
}

export interface Kept {
  readonly standing: Standing;
  /** Bytes of the newest segment; 0 when it is there for certain, or there is none. */
  readonly size: number;
}

const FILE = 'standing';
const FOOTER = 12;
const LONGEST = 1 << 20;

export class StandingFile {
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #dir: string;

  /** What a killed process left half-written is removed. */
  constructor(disk: Disk, random: Random, dir: string) {
    this.#disk = disk;
    this.#random = random;
    this.#dir = dir;
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    removeTemps(disk, dir);
  }

  /** Undefined when there is none, or none that can be proved whole. */
  read(): Kept | undefined {
    const path = join(this.#dir, FILE);
    if (!this.#disk.existsSync(path)) return undefined;
    const fd = this.#disk.openSync(path, 'r');
    try {
      return readEnd(this.#disk, fd);
    } finally {
      this.#disk.closeSync(fd);
    }
  }

  /** `make` gives the segment's bytes, and says afterwards where that leads. `disk-full` without room; then nothing changed. */
  async write(make: AsyncIterable<Uint8Array>, standing: () => Standing): Promise<Kept> {
    const names = { temp: join(this.#dir, `${this.#random.token(8)}.tmp`), path: join(this.#dir, FILE) };
    let kept: Kept | undefined;
    await writeWhole(this.#disk, names, async (sink) => {
      let size = 0;
      for await (const piece of make) {
        sink.write(piece);
        size += piece.length;
      }
      kept = { standing: standing(), size };
      sink.write(encodeEnd(kept));
    });
    return kept!;
  }

  /** The newest segment. */
  async *segment(size: number): AsyncGenerator<Uint8Array> {
    let left = size;
    for await (const piece of filePieces(this.#disk, join(this.#dir, FILE))) {
      if (left > 0) yield piece.subarray(0, left);
      left -= piece.length;
      if (left <= 0) return;
    }
  }

  remove(): void {
    this.#disk.rmSync(join(this.#dir, FILE), { force: true });
  }
}

function readEnd(disk: Disk, fd: number): Kept | undefined {
  const { size } = disk.fstatSync(fd);
  const footer = new Uint8Array(FOOTER);
  if (size < FOOTER || readFully(disk, fd, footer, size - FOOTER) < FOOTER) return undefined;
  const view = new DataView(footer.buffer);
  const length = view.getUint32(0);
  if (length > Math.min(LONGEST, size - FOOTER)) return undefined;
  const covered = new Uint8Array(length + 4);
  const start = size - FOOTER - length;
  if (readFully(disk, fd, covered, start) < covered.length || crc64(covered) !== view.getBigUint64(4)) return undefined;
  return { standing: parse(new TextDecoder().decode(covered.subarray(0, length))), size: start };
}

function encodeEnd({ standing }: Kept): Uint8Array {
  const { txid, checksum, ...rest } = standing;
  const text = JSON.stringify({ version: 1, ...rest, txid: formatTxid(txid), checksum: formatChecksum(checksum) });
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(json.length + FOOTER);
  const view = new DataView(bytes.buffer);
  bytes.set(json);
  view.setUint32(json.length, json.length);
  view.setBigUint64(json.length + 4, crc64(bytes.subarray(0, json.length + 4)));
  return bytes;
}

/** Only what `encodeEnd` wrote gets here: its CRC was right. */
function parse(text: string): Standing {
  const stored = JSON.parse(text) as Omit<Standing, 'txid' | 'checksum'> & { readonly txid: string; readonly checksum: string };
  const { generation, index, base, offsets, end, pageSize, salt1, salt2 } = stored;
  const log = { generation, index, base, offsets, end, pageSize, salt1, salt2 };
  return { ...log, txid: parseTxid(stored.txid), checksum: parseChecksum(stored.checksum) };
}
