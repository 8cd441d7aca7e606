// Makes pictures of screens small: a PNG of 256 colours, the ones that a picture of text and lines is made of.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Length, type and CRC around a chunk's data. */
const AROUND = 12;
const PALETTE = 256;
/** So many of the commonest colours stay exactly as they are. */
const EXACT = 128;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, rows from the top. */
  readonly rgb: Buffer;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Of eight bits a channel and no interlacing, as browsers make them; transparency is dropped. */
export function decode(png: Buffer): Picture {
  const chunks = chunksOf(png);
  const header = chunks[0]!.data;
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const rows = unfiltered(inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data))), width * channels, channels);
  const rgb = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) rows.copy(rgb, i * 3, i * channels, i * channels + 3);
  return { width, height, rgb };
}

export function encode({ width, height, rgb }: Picture): Buffer {
  const counts = new Map<number, number>();
  for (let i = 0; i < rgb.length; i += 3) counts.set(rgb.readUIntBE(i, 3), (counts.get(rgb.readUIntBE(i, 3)) ?? 0) + 1);
  const { palette, places } = paletteOf(counts);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(rgb.readUIntBE((y * width + x) * 3, 3))!;
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const chunks: Chunk[] = [
    { type: 'IHDR', data: header },
    { type: 'PLTE', data: colours },
    { type: 'IDAT', data: deflateSync(rows, { level: 9, memLevel: 9 }) },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  return Buffer.concat([SIGNATURE, ...chunks.map(toBytes)]);
}

/** The commonest, then whichever is furthest from all that are there; each colour's place is that of the nearest. */
function paletteOf(counts: ReadonlyMap<number, number>): { palette: number[]; places: ReadonlyMap<number, number> } {
  const colours = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette: number[] = [];
  const nearest = colours.map(() => ({ place: 0, distance: Infinity }));
  const add = (colour: number): void => {
    const place = palette.push(colour) - 1;
    colours.forEach((other, i) => {
      const distance = between(colour, other);
      if (distance < nearest[i]!.distance) nearest[i] = { place, distance };
    });
  };
  colours.slice(0, EXACT).forEach(add);
  while (palette.length < Math.min(PALETTE, colours.length)) {
    const furthest = nearest.reduce((best, { distance }, i) => (distance > nearest[best]!.distance ? i : best), 0);
    add(colours[furthest]!);
  }
  return { palette, places: new Map(colours.map((colour, i) => [colour, nearest[i]!.place])) };
}

function between(a: number, b: number): number {
  return ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
}

/** Undoes what the encoder did to each row before packing it: bytes as differences to those left, above, or both. */
function unfiltered(packed: Buffer, stride: number, step: number): Buffer {
  const height = packed.length / (stride + 1);
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * (stride + 1) + 1, y * stride];
    const filter = packed[from - 1]!;
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : rows[to + x - step]!;
      const above = y === 0 ? 0 : rows[to + x - stride]!;
      const corner = x < step || y === 0 ? 0 : rows[to + x - stride - step]!;
      rows[to + x] = packed[from + x]! + predicted(filter, left, above, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? paeth(left, above, corner) : 0;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
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
