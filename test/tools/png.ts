// Makes a PNG smaller without changing a pixel: the same rows, packed as well as zlib can, and nothing but the picture.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
/** Length, type and CRC around a chunk's data. */
const AROUND = 12;
/** What is needed to draw it. */
const KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IEND']);

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export function smaller(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const packed: Chunk = { type: 'IDAT', data: deflateSync(rows, { level: 9, memLevel: 9 }) };
  const kept = chunks.filter(({ type }) => KEPT.has(type));
  const end = kept.findIndex(({ type }) => type === 'IEND');
  const result = Buffer.concat([png.subarray(0, SIGNATURE), ...kept.toSpliced(end, 0, packed).map(toBytes)]);
  return result.length < png.length ? result : png;
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += AROUND + length;
  }
  return chunks;
}

function toBytes({ type, data }: Chunk): Buffer {
  const bytes = Buffer.alloc(AROUND + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
