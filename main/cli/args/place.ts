// Flags of places: how a destination is signed in to, and how it is used.
import type { DestinationChoices } from '../../engine/agent/views.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import { placeOf, type Place } from '../bridge/destinations.ts';
import { SECRET_FLAGS, withSecrets } from '../bridge/secrets.ts';
import type { Context } from '../context.ts';
import { parseDollars, parseRate } from './amounts.ts';
import { parseChoice } from './choice.ts';
import { parseDuration } from './duration.ts';
import { text, value, type FlagValues } from './flags.ts';

export const PLACE_FLAGS = {
  'host-key': text('KEY', 'SFTP: the key of the server, as `destinations test` shows it: "ssh-ed25519 AAAA…" or SHA256:…'),
  ...SECRET_FLAGS,
} as const;

export type PlaceFlags = FlagValues<typeof PLACE_FLAGS>;

export const CHOICE_FLAGS = {
  budget: value('DOLLARS', parseDollars, 'what its requests may cost in a month; 0 for no bound'),
  limit: value('RATE', parseRate, 'most bytes per second that go there: 2MB/s; 0 for no bound'),
  'download-limit': value('RATE', parseRate, 'the same for what is read from there'),
  interval: value('DURATION', parseDuration, 'least time between two uploads of one database: 10s'),
  prices: value('LIST', parseChoice(['none', 'aws', 'r2', 'b2', 'wasabi']), 'whose prices apply: none, aws, r2, b2 or wasabi'),
  pen: value('USE', parseChoice(['used', 'unused']), 'used or unused: whether a lease makes sure of one writer at a time'),
  format: value('FORMAT', parseChoice(['ltx', 'generations']), 'ltx, or generations as Litestream 0.3 wrote them'),
  deletion: value('WHO', parseChoice(['ours', 'bucket']), 'ours or bucket: who removes what fades'),
} as const;

export type ChoiceFlags = FlagValues<typeof CHOICE_FLAGS>;

/** The place that a word and these flags mean, and a context that can sign in there. `usage` or `config`. */
export function readPlace(word: string, flags: PlaceFlags, given: Context): { readonly place: Place; readonly context: Context } {
  const context = withSecrets(flags, given);
  const { location, secrets } = placeOf(word, context);
  const hostKey = flags['host-key'];
  if (hostKey === undefined) return { place: { location, secrets }, context };
  if (location.kind === 'sftp') return { place: { location: { ...location, hostKey }, secrets }, context };
  throw new TidemarkError('usage', '-host-key is for SFTP servers alone', { hint: 'Leave it out.' });
}

/** Only what was given. */
export function readChoices(flags: ChoiceFlags): Partial<DestinationChoices> {
  const { budget, limit: uploadLimit, 'download-limit': downloadLimit, interval, prices, pen, deletion, format } = flags;
  const all = {
    budget,
    uploadLimit,
    downloadLimit,
    interval: interval === undefined ? undefined : Math.ceil(interval),
    prices,
    pen,
    deletion,
    format,
  };
  return Object.fromEntries(Object.entries(all).filter(([, chosen]) => chosen !== undefined));
}
