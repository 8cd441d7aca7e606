// The body of a lease: ours, and what others write.
import { describe, expect, test } from 'vitest';
import { encodeRecord, isTombstone, parseRecord, tombstone } from '../../../main/engine/lease/record.ts';
import { ownerName, ownerText } from '../../../main/engine/lease/owner.ts';
import { primaryOf } from '../../../main/engine/lease/primary.ts';

const parse = (text: string): unknown => parseRecord(Buffer.from(text));
const NOON = Date.UTC(2026, 0, 1, 12);

describe('a record', () => {
  test('comes back as it was', () => {
    const record = { generation: 7, expiresAt: NOON + 123, owner: 'Anas "MacBook" · ü', nonce: 'ab' };
    expect(parseRecord(encodeRecord(record))).toEqual({ kind: 'lease', record });
  });

  test('says where its holder can be followed', () => {
    const record = { generation: 7, expiresAt: NOON, owner: 'Ana', nonce: 'ab', url: 'https://ana.example:7674' };
    expect(new TextDecoder().decode(encodeRecord(record))).toContain('"advertise-url":"https://ana.example:7674"');
    expect(parseRecord(encodeRecord(record))).toEqual({ kind: 'lease', record });
    expect(primaryOf(record, NOON)).toEqual({ name: 'Ana', url: record.url, generation: 7, until: NOON });
    expect(primaryOf(record, NOON + 1)).toBeUndefined();
    expect(primaryOf(tombstone(7, 'ab'), 0)).toBeUndefined();
  });

  test.each(['7', `"${'a'.repeat(3000)}"`])('with an address that is none is not read: %s', (address) => {
    const body = `{"generation":3,"expires_at":"2026-01-01T12:00:00Z","advertise-url":${address}}`;
    expect(parse(body)).toMatchObject({ kind: 'unreadable', problem: 'its address is not one' });
  });

  test.each([
    ['2026-01-01T12:00:00Z', NOON],
    ['2026-01-01T12:00:00.5Z', NOON + 500],
    ['2026-01-01T12:00:00.123456789Z', NOON + 123],
    ['2026-01-01T14:30:00.000000001+02:30', NOON],
    ['2026-01-01T10:00:00-02:00', NOON],
  ])('as Go writes its time is read: %s', (time, expiresAt) => {
    const body = `{"generation":3,"expires_at":"${time}","owner":"db1:4711","extra":[1]}`;
    expect(parse(body)).toEqual({ kind: 'lease', record: { generation: 3, expiresAt, owner: 'db1:4711' } });
  });

  test('without an owner has none', () => {
    expect(parse('{"generation":3,"expires_at":"2026-01-01T12:00:00Z"}')).toMatchObject({ record: { owner: '' } });
  });

  test.each(['2026-01-01 12:00:00Z', '2026-01-01T12:00:00', 'Thu, 01 Jan 2026 12:00:00 GMT', '1767268800', ''])(
    'with a time in another form is not read: %s',
    (time) => {
      expect(parse(`{"generation":3,"expires_at":"${time}"}`)).toMatchObject({ kind: 'unreadable' });
    },
  );

  test('cut short anywhere is no lease', () => {
    const whole = encodeRecord({ generation: 7, expiresAt: NOON, owner: 'Ana', nonce: 'ab' });
    for (let length = 0; length < whole.length - 1; length++) {
      expect(parseRecord(whole.subarray(0, length)).kind).toBe('unreadable');
    }
  });

  test('of one who let go has no owner and is over', () => {
    const parsed = parseRecord(encodeRecord(tombstone(7, 'ab')));
    expect(parsed).toEqual({ kind: 'lease', record: { generation: 7, expiresAt: 0, owner: '', nonce: 'ab' } });
    expect(parsed.kind === 'lease' && isTombstone(parsed.record)).toBe(true);
  });
});

describe('an owner', () => {
  test('is shown without what tells two of the same name apart', () => {
    expect(ownerText('MacBook of Ana', '0123456789abcdef')).toBe('MacBook of Ana · 01234567');
    expect(ownerName(ownerText('MacBook of Ana', '0123456789abcdef'))).toBe('MacBook of Ana');
    expect(ownerName('db1:4711')).toBe('db1:4711');
    expect(ownerName('')).toBe('somebody');
  });
});
