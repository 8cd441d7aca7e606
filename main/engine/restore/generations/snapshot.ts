// A generation's snapshot into the file being restored: as it is decoded, and never more than a block of it in memory.
import type { GenerationClient, SnapshotInfo } from '../../generations/client.ts';
import { damaged, decodeLz4 } from '../../generations/lz4/decode.ts';
import { showSnapshot } from '../../generations/names.ts';
import { DATABASE_HEADER_SIZE, parseDatabaseHeader } from '../../sqlite/header.ts';
import type { ScratchFile } from '../scratch.ts';

export interface SnapshotReading {
  readonly client: GenerationClient;
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Bytes of a page; undefined for a snapshot of a database that had nothing in it. Throws `restore-damaged`, `database-not-sqlite`,
 * `database-encrypted`, `database-damaged`, `unsupported`, `disk-full`, and what the place throws.
 */
export async function writeSnapshot(snapshot: SnapshotInfo, scratch: ScratchFile, reading: SnapshotReading): Promise<number | undefined> {
  const name = showSnapshot(snapshot.generation, snapshot.index);
  let size = 0;
  let head: Uint8Array = new Uint8Array(0);
  for await (const piece of decodeLz4(counted(snapshot, reading), name)) {
    if (head.length < DATABASE_HEADER_SIZE) head = Buffer.concat([head, piece.subarray(0, DATABASE_HEADER_SIZE - head.length)]);
    await scratch.write(piece, size);
    size += piece.length;
  }
  if (size === 0) return undefined;
  const { pageSize } = parseDatabaseHeader(head, name);
  if (size % pageSize !== 0) throw damaged(name, `it has ${size} bytes, which are no whole pages of ${pageSize}`);
  return pageSize;
}

async function* counted({ generation, index }: SnapshotInfo, { client, onBytes, signal }: SnapshotReading): AsyncGenerator<Uint8Array> {
  for await (const piece of client.openSnapshot(generation, index, signal === undefined ? {} : { signal })) {
    onBytes(piece.length);
    yield piece;
  }
}
