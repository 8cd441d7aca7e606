// What Litestream 0.5 relies on when it restores, read from the bytes themselves: which files it takes (FACTS B.15), and what
// stands in them (A.3–A.7).
import { expect } from 'vitest';
import { type LtxInfo, SNAPSHOT_LEVEL } from '../../../../main/engine/destination/destination.ts';

const HEADER = 100;
const TRAILER = 16;
const FLAGGED = 1n << 63n;

/** Files that end later, or at this moment and later (ms since the epoch), are left alone. */
export interface Limit {
  readonly txid?: bigint;
  readonly before?: number;
}

/**
 * The newest snapshot within the limit, then each time the file that leads furthest. It never goes back, so what it does not
 * find may still be there.
 */
export function planAsLitestream(files: readonly LtxInfo[], { txid, before }: Limit): LtxInfo[] {
  const within = files.filter(
    ({ max, createdAt }) => (txid === undefined || max <= txid) && (before === undefined || createdAt < before),
  );
  const plan: LtxInfo[] = within.filter(({ level }) => level === SNAPSHOT_LEVEL).toSorted(byEnd).slice(-1);
  for (;;) {
    const reached = plan.at(-1)?.max ?? 0n;
    const leads = within.filter(({ level, min, max }) => level < SNAPSHOT_LEVEL && min <= reached + 1n && max > reached);
    const next = leads.toSorted(byEnd).at(-1);
    if (next === undefined) return plan;
    plan.push(next);
  }
}

function byEnd(a: LtxInfo, b: LtxInfo): number {
  return Number(a.max - b.max);
}

/** Expects a file as Litestream takes it, and as it is called. Its sums are the decoder's to prove. */
export function expectForm(file: LtxInfo, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expectHeader(file, view);
  const end = expectPages(view);
  const indexEnd = bytes.length - TRAILER - 8;
  expect(view.getBigUint64(indexEnd)).toBe(BigInt(indexEnd - end));
  expect(view.getUint8(indexEnd - 1)).toBe(0);
  expect(view.getBigUint64(indexEnd + 8)).toBe(0n);
  expect(view.getBigUint64(indexEnd + 16) & FLAGGED).toBe(FLAGGED);
}

/** No standard checksums: those it refuses. The rest of what it asks of a header, and the file's own name and time. */
function expectHeader({ level, min, max, createdAt }: LtxInfo, view: DataView): void {
  expect(String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, 4))).toBe('LTX1');
  expect(view.getUint32(4)).toBe(2);
  expect([min, max]).toEqual([view.getBigUint64(16), view.getBigUint64(24)]);
  expect(createdAt).toBe(Number(view.getBigInt64(32)));
  expect(view.getBigUint64(40)).toBe(0n);
  if (level === SNAPSHOT_LEVEL) expect(min).toBe(1n);
  if (level > 0) expect(zeros(view, 48, 80)).toBe(true);
}

function zeros(view: DataView, from: number, to: number): boolean {
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from).every((byte) => byte === 0);
}

/** Ascending within the database, all of them where nothing is before them. Returns where the end marker ends. */
function expectPages(view: DataView): number {
  const commit = view.getUint32(12);
  let at = HEADER;
  let last = 0;
  let pages = 0;
  while (view.getUint32(at) !== 0) {
    const pgno = view.getUint32(at);
    expect(pgno).toBeGreaterThan(last);
    expect(view.getUint16(at + 4)).toBe(1);
    at += 10 + view.getUint32(at + 6);
    last = pgno;
    pages += 1;
  }
  expect(last).toBeLessThanOrEqual(commit);
  if (view.getBigUint64(16) === 1n) expect(pages).toBe(commit);
  expect(view.getUint16(at + 4)).toBe(0);
  return at + 6;
}
