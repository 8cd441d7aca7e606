// What lies in a folder: `lock.json` for who reads like Litestream, and beside it the numbered claims that decide.
//
//   lock.json          a copy of the highest claim, or what another program put there
//   lock.json.g<N>     the N-th claim; created once, by link(), so one of all who try gets it
//   .lock.json.*.tmp   being written
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { unlessMissing } from '../../base/errors.ts';
import type { FileSystem } from '../../destination/folder-calls.ts';
import { type ParsedRecord, parseRecord } from '../record.ts';
import { type Standing, unknownGeneration } from '../store.ts';
import { readSmall, type SmallFile } from './system.ts';

export const LOCK = 'lock.json';

const CLAIM = /^lock\.json\.g([1-9]\d{0,14})$/;
const TEMP = /^\.lock\.json\.[0-9a-f]+\.tmp$/;

/** Ms. Other programs write `lock.json` in place: what cannot be read and is younger than this may yet become whole. */
const CREATION = 5000;

/** A reader that is overtaken so often in a row is not reading files that people change. */
const LOOKS = 20;

interface Found extends SmallFile {
  readonly parsed: ParsedRecord;
}

export interface Claims {
  /** Of the highest claim; 0 when there is none. */
  readonly number: number;
  readonly claim?: Found;
  readonly lock?: Found;
  /** All claims, in no order. */
  readonly numbers: readonly number[];
  /** Names of temporary files. */
  readonly temps: readonly string[];
}

export function claimPath(dir: string, number: number): string {
  return join(dir, `${LOCK}.g${number}`);
}

export function tempPath(dir: string, token: string): string {
  return join(dir, `.${LOCK}.${token}.tmp`);
}

/** A folder that is not there has no claims. */
export async function lookAt(fs: FileSystem, dir: string): Promise<Claims> {
  for (let look = 1; ; look++) {
    const names = (await unlessMissing(fs.readdir(dir))) ?? [];
    const numbers = names.flatMap((name) => Number(CLAIM.exec(name)?.[1] ?? []));
    const number = Math.max(0, ...numbers);
    const claim = number === 0 ? undefined : await find(fs, claimPath(dir, number));
    // The highest is removed only when it is not the highest any more.
    if (number > 0 && claim === undefined && look < LOOKS) continue;
    const lock = await find(fs, join(dir, LOCK));
    const temps = names.filter((name) => TEMP.test(name));
    return { number, numbers, temps, ...(claim && { claim }), ...(lock && { lock }) };
  }
}

async function find(fs: FileSystem, path: string): Promise<Found | undefined> {
  const file = await readSmall(fs, path);
  return file && { ...file, parsed: parseRecord(file.bytes) };
}

/**
 * The one of both that counts. That is the claim, unless another program, which knows nothing of claims, wrote a lease into
 * `lock.json` that lasts longer; or unless claims went that `lock.json` tells of.
 */
export function standingOf(claims: Claims, clock: Clock): Standing {
  const { number, claim, lock } = claims;
  // A claim that cannot be read has its number; a lock that cannot be read and stands alone tells nothing.
  const alone = claim === undefined && lock?.parsed.kind === 'unreadable' ? unknownGeneration(clock.now()) : 0;
  const generation = Math.max(number, generationOf(claim), generationOf(lock), alone);
  if (lock !== undefined && isOfOthers(claims, clock)) return found(lock, `${number}+`, generation, clock);
  if (claim !== undefined) return found(claim, `${number}-`, generation, clock);
  return { kind: 'none', generation };
}

/** Whether it is `lock.json` that counts. */
export function isOfOthers({ claim, lock }: Claims, clock: Clock): boolean {
  if (claim === undefined || lock === undefined) return lock !== undefined;
  if (lock.parsed.kind === 'unreadable') return ageOf(lock, clock) === 'creating';
  if (claim.parsed.kind === 'unreadable') return false;
  const [ours, theirs] = [claim.parsed.record, lock.parsed.record];
  // One of ours that is not the highest was left behind by who was stopped before it wrote the newer.
  const independent = theirs.nonce === undefined || theirs.generation > ours.generation;
  return independent && theirs.expiresAt > ours.expiresAt;
}

/** The tag says which claim is the highest, which of both counts, and what is in it. */
function found(file: Found, prefix: string, generation: number, clock: Clock): Standing {
  const etag = prefix + createHash('sha256').update(file.bytes).digest('hex');
  if (file.parsed.kind === 'lease') return { kind: 'lease', record: file.parsed.record, etag, generation };
  return { kind: 'unreadable', problem: file.parsed.problem, age: ageOf(file, clock), etag, generation };
}

function ageOf({ touchedAt }: Found, clock: Clock): 'creating' | 'settled' {
  return Math.abs(clock.now() - touchedAt) < CREATION ? 'creating' : 'settled';
}

function generationOf(file: Found | undefined): number {
  return file?.parsed.kind === 'lease' ? file.parsed.record.generation : 0;
}
