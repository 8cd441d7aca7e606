import { describe, expect, test } from 'vitest';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import { encodeRecords, MAX_MESSAGE_SIZE, MIN_RECORD_SIZE, readRecord } from '../../../main/engine/journal/record.ts';
import { MAX_UVARINT_SIZE, putUvarint, readUvarint } from '../../../main/engine/journal/uvarint.ts';
import { bytesOf } from './rig.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function uvarint(value: bigint | number): Uint8Array {
  const bytes = new Uint8Array(MAX_UVARINT_SIZE);
  return bytes.subarray(0, putUvarint(bytes, 0, value));
}

describe('uvarint', () => {
  test.each([
    [0n, '00'],
    [1n, '01'],
    [127n, '7f'],
    [128n, '8001'],
    [300n, 'ac02'],
    [2n ** 49n - 1n, 'ffffffffffff7f'],
    [2n ** 49n, '8080808080808001'],
    [2n ** 53n, '8080808080808010'],
    [2n ** 64n - 1n, 'ffffffffffffffffff01'],
  ])('%s is %s', (value, text) => {
    expect(Buffer.from(uvarint(value)).toString('hex')).toBe(text);
    expect(readUvarint(hex(`ff${text}00`), 1)).toEqual({ value, end: 1 + text.length / 2 });
  });

  test.each([
    ['nothing at all', ''],
    ['cut off', '8080'],
    ['not the shortest form', '8100'],
    ['not the shortest form of 0', '8000'],
    ['above 2^64 - 1', 'ffffffffffffffffff02'],
    ['longer than ten bytes', 'ffffffffffffffffffff01'],
  ])('%s is no number', (_what, text) => {
    expect(readUvarint(hex(text), 0)).toBeUndefined();
  });
});

describe('record', () => {
  const hello = hex('0f 0801 120568656c6c6f 18e7f7978e0c');

  test('LSN 1 with "hello" is what the peers write', () => {
    expect(Buffer.from(encodeRecords(1n, [bytesOf('hello')])).toString('hex')).toBe(Buffer.from(hello).toString('hex'));
    const record = readRecord(hello, 0);
    expect(record?.lsn).toBe(1n);
    expect(Buffer.from(record!.data).toString()).toBe('hello');
    expect(record?.end).toBe(hello.length);
  });

  test('every length of data comes back, one behind the other, with LSNs that follow', () => {
    const all = Array.from({ length: 300 }, (_, n) => new Uint8Array(n * 61).fill(n));
    const bytes = encodeRecords(2n ** 53n - 5n, all);
    let at = 0;
    for (const [n, data] of all.entries()) {
      const record = readRecord(bytes, at);
      expect(record?.lsn).toBe(2n ** 53n - 5n + BigInt(n));
      expect(Buffer.compare(record!.data, data)).toBe(0);
      at = record!.end;
    }
    expect(at).toBe(bytes.length);
  });

  test('the highest LSN and the longest data go both ways', () => {
    const lsn = 2n ** 64n - 1n;
    const data = new Uint8Array(MAX_MESSAGE_SIZE - 24).fill(7);
    const bytes = encodeRecords(lsn, [data]);
    expect(readRecord(bytes, 0)?.lsn).toBe(lsn);
    expect(Buffer.compare(readRecord(bytes, 0)!.data, data)).toBe(0);
  });

  test('empty data is an entry, and no record is shorter', () => {
    const bytes = encodeRecords(0n, [new Uint8Array(0)]);
    expect(readRecord(bytes, 0)?.data.length).toBe(0);
    expect(bytes.length).toBeGreaterThanOrEqual(MIN_RECORD_SIZE);
  });

  test('more than a record may hold is refused', () => {
    expect(() => encodeRecords(1n, [new Uint8Array(MAX_MESSAGE_SIZE)])).toThrow(
      expect.toSatisfy((error) => isTidemarkError(error, 'refused')) as Error,
    );
  });

  test('a length that lies is no record', () => {
    for (const length of [0x0en, 0x10n, BigInt(MAX_MESSAGE_SIZE) + 1n, 2n ** 40n, 2n ** 64n - 1n]) {
      const lying = Buffer.concat([uvarint(length), hello.subarray(1), new Uint8Array(100)]);
      expect(readRecord(lying, 0)).toBeUndefined();
    }
  });

  test('a length of the data that lies is no record', () => {
    for (const length of [4n, 6n, 2n ** 30n, 2n ** 63n]) {
      const body = Buffer.concat([hex('0801 12'), uvarint(length), hello.subarray(5)]);
      expect(readRecord(Buffer.concat([Uint8Array.from([body.length]), body]), 0)).toBeUndefined();
    }
  });

  test('no bit can change unseen, and no byte be missing', () => {
    for (let bit = 0; bit < hello.length * 8; bit++) {
      const flipped = hello.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(readRecord(flipped, 0), `bit ${bit}`).toBeUndefined();
    }
    for (let length = 0; length < hello.length; length++) {
      expect(readRecord(hello.subarray(0, length), 0), `${length} bytes`).toBeUndefined();
    }
  });
});
