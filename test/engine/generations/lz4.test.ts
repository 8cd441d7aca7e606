// LZ4 frames of others are decoded, and none that is not as written.
import { execFileSync } from 'node:child_process';
import { compressFrameSync, compressSync } from 'lz4-napi';
import { describe, expect, test } from 'vitest';
import { decodeLz4 } from '../../../main/engine/generations/lz4/decode.ts';
import { decodeBlock } from '../../../main/engine/generations/lz4/block.ts';
import { Xxh32, xxh32 } from '../../../main/engine/generations/lz4/xxh32.ts';
import { collect, stream } from '../destination/samples.ts';
import { noise, packedFrame, storedFrame, word } from './memory.ts';

const decoded = (bytes: Uint8Array, piece = 1000): Promise<Buffer> => collect(decodeLz4(stream(bytes, piece), 'the object'));
const text = Buffer.from('the quick brown fox jumps over the lazy dog; '.repeat(40));

/** Of 3 MiB, with what repeats and what does not. */
const large = Buffer.concat(Array.from({ length: 48 }, (_, i) => (i % 3 === 0 ? noise(65_536) : Buffer.alloc(65_536, `row ${i % 5} `))));

test.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('xxh32 of %j', (input, sum) => {
  const bytes = Buffer.from(input);
  expect(xxh32(bytes)).toBe(sum);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(new Xxh32().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).digest()).toBe(sum);
  }
});

describe('frames', () => {
  test.each([0, 1, 15, 16, 17, 4096, 65_536, 65_537, 300_000])('of %i bytes, however they come', async (length) => {
    const bytes = large.subarray(0, length);
    for (const frame of [storedFrame(bytes), compressFrameSync(bytes)]) {
      for (const piece of [1_000_000, 7919]) expect((await decoded(frame, piece)).equals(bytes)).toBe(true);
    }
    if (length <= 4096) expect((await decoded(storedFrame(bytes), 1)).equals(bytes)).toBe(true);
  });

  const hasTool = ((): boolean => {
    try {
      execFileSync('lz4', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();

  test.skipIf(!hasTool).each([['-B4'], ['-B7'], ['-B4', '-BD'], ['-B5', '-BD', '-BX'], ['-BX', '--content-size'], ['-9', '-BD'], ['--no-frame-crc']])(
    'of the lz4 tool with %s',
    async (...flags) => {
      const frame = execFileSync('lz4', ['-c', ...flags], { input: large, maxBuffer: 1 << 26, stdio: ['pipe', 'pipe', 'ignore'] });
      expect((await decoded(frame, 100_000)).equals(large)).toBe(true);
    },
  );

  test('with linked blocks may copy from the block before', async () => {
    const first = Buffer.from('0123456789abcdef'.repeat(8));
    // No literals, 4 + 12 bytes from 16 back; then five literals.
    const second = Buffer.from([0x0c, 16, 0, 0x50, ...Buffer.from('fghij')]);
    const whole = Buffer.concat([first, Buffer.from('0123456789abcdef'), Buffer.from('fghij')]);
    const frame = (flags: number): Buffer => {
      const descriptor = Buffer.from([flags, 0x40]);
      const head = Buffer.concat([Buffer.from('04224d18', 'hex'), descriptor, Buffer.from([(xxh32(descriptor) >>> 8) & 255])]);
      const blocks = [word((0x80000000 | first.length) >>> 0), first, word(second.length), second, word(0), word(xxh32(whole))];
      return Buffer.concat([head, ...blocks]);
    };
    expect((await decoded(frame(0x44))).equals(whole)).toBe(true);
    await expect(decoded(frame(0x64))).rejects.toMatchObject({ code: 'restore-damaged' });
  });

  test('one behind the other are all decoded, and those to be skipped are', async () => {
    const skipped = Buffer.concat([word(0x184d2a53), word(5), Buffer.from('other')]);
    const frames = Buffer.concat([compressFrameSync(text), skipped, storedFrame(Buffer.alloc(0)), compressFrameSync(Buffer.from('end'))]);
    expect((await decoded(frames)).toString()).toBe(`${text.toString()}end`);
  });

  test('cut short at any byte, or with any bit turned over, are refused or give the same', async () => {
    const frame = packedFrame(text.subarray(0, 300));
    const whole = await decoded(frame);
    for (let length = 0; length < frame.length; length++) {
      await expect(decoded(frame.subarray(0, length))).rejects.toMatchObject({ code: 'restore-damaged' });
    }
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const bent = Buffer.from(frame);
      bent[bit >> 3]! ^= 1 << (bit & 7);
      const result = await decoded(bent).catch((error: unknown) => error);
      if (Buffer.isBuffer(result)) expect(result.equals(whole)).toBe(true);
      else expect(result).toMatchObject({ code: 'restore-damaged' });
    }
    for (const extra of ['x', 'more than four']) {
      await expect(decoded(Buffer.concat([frame, Buffer.from(extra)]))).rejects.toMatchObject({ code: 'restore-damaged' });
    }
  });

  test('that lie about their size are refused, before more is held than a block', async () => {
    const lying = (size: bigint): Buffer => {
      const bytes = Buffer.from('eight by');
      const descriptor = Buffer.concat([Buffer.from([0x68, 0x40]), Buffer.alloc(8)]);
      descriptor.writeBigUInt64LE(size, 2);
      const head = Buffer.concat([Buffer.from('04224d18', 'hex'), descriptor, Buffer.from([(xxh32(descriptor) >>> 8) & 255])]);
      return Buffer.concat([head, word((0x80000000 | 8) >>> 0), bytes, word(0)]);
    };
    expect((await decoded(lying(8n))).toString()).toBe('eight by');
    for (const size of [0n, 7n, 9n, 2n ** 63n]) await expect(decoded(lying(size))).rejects.toMatchObject({ code: 'restore-damaged' });
    const huge = Buffer.concat([storedFrame(Buffer.alloc(0)).subarray(0, 7), word(0x7fffffff), Buffer.alloc(100)]);
    await expect(decoded(huge)).rejects.toMatchObject({ code: 'restore-damaged', message: expect.stringContaining('65536 is the most') as string });
  });

  test('of age are named, and with the tool to use', async () => {
    const age = Buffer.concat([Buffer.from('age-encryption.org/v1\n-> X25519 x\n'), noise(100)]);
    await expect(decoded(age)).rejects.toMatchObject({ code: 'unsupported', message: 'the object is encrypted with age', hint: expect.stringContaining('age --decrypt') as string });
    await expect(decoded(Buffer.from('age-something else'))).rejects.toMatchObject({ code: 'restore-damaged' });
  });

  test('let go of their source', async () => {
    let closed = 'no';
    const source = (async function* (): AsyncGenerator<Uint8Array> {
      try {
        await Promise.resolve();
        for (;;) yield Buffer.from('never a frame');
      } finally {
        closed = 'yes';
      }
    })();
    await expect(collect(decodeLz4(source, 'it'))).rejects.toMatchObject({ code: 'restore-damaged' });
    expect(closed).toBe('yes');
  });
});

test('blocks of any bytes never write outside, and never go on for ever', () => {
  const output = new Uint8Array(200);
  for (let round = 0; round < 20_000; round++) {
    const end = decodeBlock(noise(1 + (round % 60)), output, 0);
    if (end !== undefined) expect(end).toBeLessThanOrEqual(200);
  }
  const raw = compressSync(text).subarray(4);
  const exact = new Uint8Array(text.length);
  expect(decodeBlock(raw, exact, 0)).toBe(text.length);
  expect(Buffer.from(exact).equals(text)).toBe(true);
  expect(decodeBlock(raw, new Uint8Array(text.length - 1), 0)).toBeUndefined();
});
