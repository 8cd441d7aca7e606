// The bytes that go between computers: the vectors of FACTS E, and whatever else may come instead.
import { describe, expect, test } from 'vitest';
import type { Pos } from '../../../../main/engine/ltx/pos.ts';
import { chunked } from '../../../../main/engine/stream/wire/chunks.ts';
import { encodeFrame, type StreamFrame } from '../../../../main/engine/stream/wire/frame.ts';
import { decodePosMap, encodePosMap, MAX_ENTRIES } from '../../../../main/engine/stream/wire/pos-map.ts';
import { readFrames } from '../../../../main/engine/stream/wire/reader.ts';
import { concat, hex, Lcg } from '../../ltx/bytes.ts';

interface Received {
  readonly frame: StreamFrame;
  readonly body: Uint8Array;
}

// eslint-disable-next-line @typescript-eslint/require-await -- stands for what comes over a network
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece.slice());
  return concat(pieces);
}

async function readAll(bytes: Uint8Array, pieceSize = 7): Promise<Received[]> {
  const received: Received[] = [];
  for await (const { frame, body } of readFrames(inPieces(bytes, pieceSize))) {
    received.push({ frame, body: await gather(body) });
  }
  return received;
}

async function encodeAll(frames: readonly Received[], pieceSize = 65_535): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for (const { frame, body } of frames) {
    parts.push(encodeFrame(frame));
    if (frame.kind === 'ltx') parts.push(await gather(chunked(inPieces(body, pieceSize))));
  }
  return concat(parts);
}

const EMPTY = new Uint8Array(0);
const SAMPLE: readonly Received[] = [
  { frame: { kind: 'heartbeat', at: 1_700_000_000_123 }, body: EMPTY },
  { frame: { kind: 'ltx', name: 'a.db' }, body: new TextEncoder().encode('hello') },
  { frame: { kind: 'ready' }, body: EMPTY },
  { frame: { kind: 'hwm', txid: 0x0123456789abcdefn, name: 'b.db' }, body: EMPTY },
  { frame: { kind: 'handoff', lease: 'lease-7' }, body: EMPTY },
  { frame: { kind: 'end' }, body: EMPTY },
];

describe('frames', () => {
  test.each<[StreamFrame, string]>([
    [{ kind: 'ltx', name: 'a.db' }, '00000001 0000000000000000 00000004 612e6462'],
    [{ kind: 'ready' }, '00000002'],
    [{ kind: 'end' }, '00000003'],
    [{ kind: 'handoff', lease: 'id' }, '00000005 00000002 6964'],
    [{ kind: 'hwm', txid: 17n, name: 'a.db' }, '00000006 0000000000000011 00000004 612e6462'],
    [{ kind: 'heartbeat', at: 1 }, '00000007 0000000000000001'],
  ])('%o', (frame, bytes) => {
    expect(Uint8Array.from(encodeFrame(frame))).toEqual(hex(bytes));
  });

  test('a file in chunks', async () => {
    expect(await gather(chunked(inPieces(new TextEncoder().encode('hello'), 9)))).toEqual(hex('0005 68656c6c6f 0000'));
  });

  test.each([1, 3, 1000])('are what was sent, in pieces of %i', async (pieceSize) => {
    expect(await readAll(await encodeAll(SAMPLE), pieceSize)).toEqual(SAMPLE);
  });

  test('a file longer than any chunk', async () => {
    const body = new Lcg(1).bytes(200_000);
    const sent = [{ frame: { kind: 'ltx', name: 'x' } as const, body }];
    expect(await readAll(await encodeAll(sent, 150_000), 4096)).toEqual(sent);
  });

  test('a file that nobody reads is passed over', async () => {
    const kinds: string[] = [];
    for await (const { frame } of readFrames(inPieces(await encodeAll(SAMPLE), 5))) kinds.push(frame.kind);
    expect(kinds).toEqual(SAMPLE.map(({ frame }) => frame.kind));
  });

  test('cut off anywhere: the whole frames, then an error unless that is between two', async () => {
    const bytes = await encodeAll(SAMPLE);
    let whole = 0;
    for (let length = 0; length < bytes.length; length++) {
      const read = await readAll(bytes.subarray(0, length)).catch((error: unknown) => error);
      if (Array.isArray(read)) expect(read).toEqual(SAMPLE.slice(0, whole++));
      else expect(read).toMatchObject({ code: 'stream-protocol', retry: 'later' });
    }
    expect(whole).toBe(SAMPLE.length);
  });

  test('any bit changed: an error, or what these very bytes say', async () => {
    const bytes = await encodeAll(SAMPLE);
    let refused = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const read = await readAll(flipped).catch((error: unknown) => error);
      if (Array.isArray(read)) {
        expect(read).not.toEqual(SAMPLE);
        expect(await encodeAll(read as Received[])).toEqual(flipped);
      } else {
        refused++;
        expect(read).toMatchObject({ code: 'stream-protocol' });
      }
    }
    expect(refused).toBeGreaterThan(bytes.length);
  });

  test.each([
    ['a type that there is not', '00000004 00000001 61'],
    ['a size', '00000001 0000000000000005 00000001 61'],
    ['a name without end', '00000001 0000000000000000 ffffffff'],
    ['no name', '00000001 0000000000000000 00000000'],
    ['a lease that is too long', '00000005 00000401'],
    ['a name that is no text', '00000006 0000000000000001 00000001 ff'],
    ['a time that no clock shows', '00000007 7fffffffffffffff'],
  ])('refuses %s before it takes memory for it', async (_, bytes) => {
    await expect(readAll(hex(bytes))).rejects.toMatchObject({ code: 'stream-protocol' });
  });

  test('a name that no reader would take is not sent', () => {
    expect(() => encodeFrame({ kind: 'ltx', name: 'ä'.repeat(128) })).toThrow(/256 bytes/);
  });
});

describe('position maps', () => {
  const positions = new Map<string, Pos>([
    ['b.db', { txid: 17n, postApplyChecksum: 0x89abcdef01234567n }],
    ['a.db', { txid: 3n, postApplyChecksum: 0x8000000000000001n }],
  ]);
  const bytes = hex(
    '00000002 00000004 612e6462 0000000000000003 8000000000000001 00000004 622e6462 0000000000000011 89abcdef01234567',
  );

  test('as LiteFS writes them', () => {
    expect(Uint8Array.from(encodePosMap(positions))).toEqual(bytes);
    expect(decodePosMap(bytes)).toEqual(positions);
    expect(decodePosMap(encodePosMap(new Map()))).toEqual(new Map());
  });

  test('in the order of bytes, not of letters of other alphabets', () => {
    const names = ['\u{1f600}', '\uffee', 'z', 'Z'];
    const map = new Map(names.map((name) => [name, { txid: 1n, postApplyChecksum: 1n }]));
    expect([...decodePosMap(encodePosMap(map)).keys()]).toEqual(['Z', 'z', '\uffee', '\u{1f600}']);
  });

  test('cut off or too long is refused', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodePosMap(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'stream-protocol' }));
    }
    expect(() => decodePosMap(concat([bytes, hex('00')]))).toThrow(/1 bytes follow/);
  });

  test('any bit changed: an error, or what these very bytes say', () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const read = tryDecode(flipped);
      if (read !== undefined) expect(Uint8Array.from(encodePosMap(read))).toEqual(flipped);
    }
  });

  test('more databases than anybody has', () => {
    expect(() => decodePosMap(hex('ffffffff'))).toThrow(/4294967295 databases/);
    const many = new Map(Array.from({ length: MAX_ENTRIES + 1 }, (_, i) => [`${i}`, { txid: 1n, postApplyChecksum: 1n }]));
    expect(() => encodePosMap(many)).toThrow(/10001 databases/);
  });

  test('the same name twice', () => {
    expect(() => decodePosMap(hex(`00000002 ${'00000001 61 0000000000000001 8000000000000001'.repeat(2)}`))).toThrow(/order/);
  });
});

function tryDecode(bytes: Uint8Array): Map<string, Pos> | undefined {
  try {
    return decodePosMap(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: 'stream-protocol' });
    return undefined;
  }
}
