// lease show: what lies there, read from the place itself.
import { ownerName } from '../../engine/lease/owner.ts';
import { isTombstone, type LeaseRecord } from '../../engine/lease/record.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type NamedPlace, requireThere } from '../places.ts';
import { shortUrl } from '../bridge/destinations.ts';
import { formatPairs } from '../text/table.ts';
import { describePen } from './describe.ts';
import { leaserAt, type LeaseFlags, placesOf } from './leasers.ts';

/** 0 whoever has it. */
export async function runShow(word: string | undefined, flags: LeaseFlags, given: Context): Promise<number> {
  const { database, places, context } = await placesOf(word, flags, given);
  if (database === undefined) for (const place of places) requireThere(place, context);
  const shown = await Promise.all(places.map((place) => standingAt(place, context)));
  const { console, clock } = context;
  if (flags.json) console.printJson(shown.map((standing) => standingJson(standing, clock.now())));
  else console.print(formatPairs(shown.map((standing) => [shortUrl(standing.url), describe(standing, clock.now())])));
  return EXIT.ok;
}

export interface Standing {
  readonly url: string;
  readonly pen: 'unused' | 'asked for';
  /** Undefined when there never was one. */
  readonly record: LeaseRecord | undefined;
}

export async function standingAt(place: NamedPlace, context: Context): Promise<Standing> {
  const leaser = leaserAt(place, context);
  const { url } = place;
  if (leaser === undefined) return { url, pen: 'unused', record: undefined };
  return { url, pen: 'asked for', record: await leaser.read(context.interrupts.signal) };
}

export function isHeld({ record }: Standing, now: number): boolean {
  return record !== undefined && record.expiresAt > now;
}

export function describe(standing: Standing, now: number): string {
  const { pen, record } = standing;
  if (pen === 'unused') return describePen({ kind: 'unused' }, now);
  if (record === undefined) return 'nobody ever had the pen';
  const { generation, expiresAt: until, owner } = record;
  if (isHeld(standing, now)) return describePen({ kind: 'theirs', owner: ownerName(owner), generation, until }, now);
  const end = isTombstone(record) ? 'it was let go of' : `${ownerName(owner)} let it run out`;
  return `nobody has the pen; ${end} (generation ${generation})`;
}

function standingJson(standing: Standing, now: number): object {
  const { url: destination, pen, record } = standing;
  if (record === undefined) return { destination, pen, held: false };
  const { generation, expiresAt, owner } = record;
  const until = expiresAt === 0 ? {} : { until: new Date(expiresAt).toISOString() };
  return { destination, pen, held: isHeld(standing, now), generation, ...(owner === '' ? {} : { owner }), ...until };
}
