// What is written where the pen lies: Litestream's lease as JSON (FACTS B.19, C.1), and a nonce of ours.
//
//   {"generation":7,"expires_at":"2026-01-01T12:00:00.000Z","owner":"MacBook of Ana · 3f9a1c02","nonce":"<32 hex>"}
//
// The nonce is new with every write, so no two bodies are the same: not those of two writers with one name, not those of
// one writer in the same millisecond (FACTS C.3, race 6). Others write no nonce; their leases count like ours.
// Who lets others follow says where with `advertise-url` (FACTS E.6).

export interface LeaseRecord {
  /** From 1; grows by at least 1 with every change of holder and never goes back. */
  readonly generation: number;
  /** Ms since the Unix epoch. 0 when it was let go of. */
  readonly expiresAt: number;
  /** For people, never compared. Empty when it was let go of. */
  readonly owner: string;
  /** Absent from leases that other programs wrote. */
  readonly nonce?: string;
  /** Where the holder can be followed; absent when it lets nobody, and when the lease was let go of. */
  readonly url?: string;
}

export type ParsedRecord =
  | { readonly kind: 'lease'; readonly record: LeaseRecord }
  /** `problem` reads as in "the lease cannot be read: <problem>". */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Bytes. What is longer is no lease. */
export const MAX_RECORD_SIZE = 64 * 1024;

/** Characters. A longer address is no address. */
const MAX_URL = 2048;

/** RFC 3339, as Go writes it: up to nine digits of a second, any offset. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

export function encodeRecord({ generation, expiresAt, owner, nonce, url }: LeaseRecord): Uint8Array {
  const who = { ...(owner === '' ? {} : { owner }), ...(url === undefined ? {} : { 'advertise-url': url }) };
  const body = { generation, expires_at: new Date(expiresAt).toISOString(), ...who, nonce };
  return new TextEncoder().encode(`${JSON.stringify(body)}\n`);
}

export function parseRecord(bytes: Uint8Array): ParsedRecord {
  if (bytes.length === 0) return unreadable('it is empty');
  if (bytes.length > MAX_RECORD_SIZE) return unreadable(`${bytes.length} bytes are too many`);
  const body = parseJson(bytes);
  if (typeof body !== 'object' || body === null) return unreadable('it is not a JSON object');
  return recordOf(body as Readonly<Record<string, unknown>>);
}

/** Nobody has it: it was let go of. */
export function tombstone(generation: number, nonce: string): LeaseRecord {
  return { generation, expiresAt: 0, owner: '', nonce };
}

export function isTombstone({ expiresAt, owner }: LeaseRecord): boolean {
  return expiresAt === 0 && owner === '';
}

function recordOf(body: Readonly<Record<string, unknown>>): ParsedRecord {
  const { generation, owner = '', nonce, 'advertise-url': address } = body;
  const expiresAt = parseTime(body['expires_at']);
  if (typeof generation !== 'number' || !Number.isSafeInteger(generation) || generation < 0) {
    return unreadable('it has no sound generation');
  }
  if (expiresAt === undefined) return unreadable('it has no sound time of expiry');
  if (typeof owner !== 'string') return unreadable('its owner is not text');
  if (address !== undefined && (typeof address !== 'string' || address.length > MAX_URL)) return unreadable('its address is not one');
  const url = address === undefined || address === '' ? {} : { url: address };
  if (nonce === undefined || nonce === '') return { kind: 'lease', record: { generation, expiresAt, owner, ...url } };
  if (typeof nonce !== 'string') return unreadable('its nonce is not text');
  return { kind: 'lease', record: { generation, expiresAt, owner, nonce, ...url } };
}

function parseTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || !TIME.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function unreadable(problem: string): ParsedRecord {
  return { kind: 'unreadable', problem };
}
