// retention preview and enforce. The preview is the engine's own, so that it is what enforcing then does.
import type { RetentionPreview } from '../../engine/agent/engine.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { KeptSpans } from '../../engine/replica/retention/tiers.ts';
import type { PlaceFlags } from '../args/place.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { count, formatBytes } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { formatAge, formatMoment } from '../text/times.ts';
import { findDatabase, pickDatabase } from './pick.ts';
import { Running, withRunning } from './running.ts';

/** A snapshot is due after this time; it has no say in what is kept, ms. */
const EVERY = 24 * 3_600_000;

export type PreviewFlags = PlaceFlags & { readonly json: boolean; readonly policy: KeptSpans | undefined };

export async function runPreview(word: string | undefined, flags: PreviewFlags, context: Context): Promise<number> {
  const preview = (await previewHere(word, flags, context)) ?? (await previewPlace(word!, flags, context));
  const { console, clock } = context;
  if (flags.json) console.printJson(preview);
  else console.print(describe(preview, clock.now()));
  return EXIT.ok;
}

/** Of what the running Tidemark protects; undefined for a place that it does not know by that word. */
async function previewHere(word: string | undefined, { policy }: PreviewFlags, context: Context): Promise<RetentionPreview | undefined> {
  if (word !== undefined && /^[a-z][a-z0-9+.-]+:\/\//i.test(word) && !/^sqlite3?:/.test(word)) return undefined;
  const running = await Running.find(context);
  if (running === undefined) {
    if (word !== undefined) return undefined;
    return withoutRunning();
  }
  try {
    const database = word === undefined ? undefined : await findDatabase(await running.state(), word, context.cwd);
    if (word !== undefined && database === undefined) return undefined;
    const input = {
      ...(database === undefined ? {} : { database: database.id }),
      ...(policy === undefined ? {} : { policy: { ...policy, every: EVERY } }),
    };
    return await running.call('retention.preview', input, word ?? 'all databases');
  } finally {
    running.close();
  }
}

function withoutRunning(): never {
  throw new TidemarkError('not-found', 'Tidemark is not running', {
    hint: 'Open the app, or run `tidemark serve`; or name a place and a -policy.',
  });
}

/** Of the history itself: named points of the running Tidemark are not known here. */
async function previewPlace(word: string, flags: PreviewFlags, given: Context): Promise<RetentionPreview> {
  if (flags.policy === undefined) {
    throw new TidemarkError('usage', `no policy is known for ${word}`, {
      hint: 'Say what is to be kept: -policy "changes=1d,hourly=7d,daily=30d,weekly=1y".',
    });
  }
  const [{ findPlaces, requireThere }, { planPlaces }] = await Promise.all([import('../places.ts'), import('../bridge/retention.ts')]);
  const { database, places, context } = await findPlaces(word, { ...flags, config: undefined, 'no-expand-env': false }, given);
  if (database === undefined) for (const place of places) requireThere(place, context);
  return planPlaces(places, flags.policy, context);
}

export function runEnforce(word: string | undefined, { json }: { readonly json: boolean }, context: Context): Promise<number> {
  return withRunning(context, async (running) => {
    const database = word === undefined ? undefined : await pickDatabase(await running.state(), word, context.cwd);
    const subject = database?.name ?? 'all databases';
    const freed = await running.call('retention.apply', database === undefined ? {} : { database: database.id }, subject);
    if (json) context.console.printJson({ freed });
    else context.console.print(freed === 0 ? `${subject}: nothing had to go` : `${subject}: ${formatBytes(freed)} freed`);
    return EXIT.ok;
  });
}

function describe({ files, frees, stored, points, keptPoints, oldestKept, counts }: RetentionPreview, now: number): string {
  const { changes, hourly, daily, weekly, others } = counts;
  const parts = [
    [changes, 'of the time in which every change is kept'],
    [hourly, 'hourly'],
    [daily, 'daily'],
    [weekly, 'weekly'],
    [others, 'named, or on the way to others'],
  ] as const;
  const kept = parts.filter(([n]) => n > 0).map(([n, what], i): [string, string] => [i === 0 ? 'of these' : '', `${count(n, 'point')} ${what}`]);
  const oldest: [string, string][] = keptPoints === 0 ? [] : [['oldest kept', `${formatMoment(oldestKept)} (${formatAge(oldestKept, now)})`]];
  return formatPairs([
    ['stored', formatBytes(stored)],
    ['goes', `${formatBytes(frees)} in ${count(files, 'file')}`],
    ['points', count(points, 'point')],
    ['stay', count(keptPoints, 'point')],
    ...kept,
    ['fade', count(points - keptPoints, 'point')],
    ...oldest,
  ]);
}
