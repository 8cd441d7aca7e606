// The words for times that are understood, in English and German.

export type Unit =
  | { readonly kind: 'span'; readonly ms: number }
  /** Kept by the calendar: a day back is the same time of day, whatever the clocks did. */
  | { readonly kind: 'calendar'; readonly days: number; readonly months: number };

function words<T>(...groups: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  return new Map(groups.flatMap(([names, value]) => names.split(' ').map((name) => [name, value] as const)));
}

export const UNITS = words<Unit>(
  ['s sec secs second seconds sek sekunde sekunden', { kind: 'span', ms: 1000 }],
  ['m min mins minute minutes minuten', { kind: 'span', ms: 60_000 }],
  ['h hr hrs hour hours std stunde stunden', { kind: 'span', ms: 3_600_000 }],
  ['d day days tag tage tagen', { kind: 'calendar', days: 1, months: 0 }],
  ['w wk week weeks woche wochen', { kind: 'calendar', days: 7, months: 0 }],
  ['mo month months monat monate monaten', { kind: 'calendar', days: 30, months: 1 }],
  ['y yr year years jahr jahre jahren', { kind: 'calendar', days: 365, months: 12 }],
);

export const NUMBER_WORDS = words<number>(
  ['a an one ein eine einem einen einer eins', 1],
  ['two zwei', 2],
  ['three drei', 3],
  ['four vier', 4],
  ['five fünf', 5],
  ['six sechs', 6],
  ['seven sieben', 7],
  ['eight acht', 8],
  ['nine neun', 9],
  ['ten zehn', 10],
  ['twelve zwölf', 12],
  ['fifteen fünfzehn', 15],
  ['twenty zwanzig', 20],
  ['thirty dreißig', 30],
);

/** Sunday is 0. */
export const WEEKDAYS = words<number>(
  ['sunday sun sonntag so', 0],
  ['monday mon montag mo', 1],
  ['tuesday tue tues dienstag di', 2],
  ['wednesday wed mittwoch mi', 3],
  ['thursday thu thur thurs donnerstag do', 4],
  ['friday fri freitag fr', 5],
  ['saturday sat samstag sonnabend sa', 6],
);

/** January is 0. */
export const MONTHS = words<number>(
  ['january jan januar jänner', 0],
  ['february feb februar', 1],
  ['march mar märz mär mrz', 2],
  ['april apr', 3],
  ['may mai', 4],
  ['june jun juni', 5],
  ['july jul juli', 6],
  ['august aug', 7],
  ['september sep sept', 8],
  ['october oct oktober okt', 9],
  ['november nov', 10],
  ['december dec dezember dez', 11],
);

/** What `in the morning` means; longer words first, so that `nachmittag` is not taken for `mittag`. */
export const DAY_PARTS: readonly (readonly [string, readonly [hour: number, minute: number, second: number]])[] = [
  ['vormittags?', [10, 0, 0]],
  ['(?:in )?(?:this )?afternoon', [15, 0, 0]],
  ['nachmittags?', [15, 0, 0]],
  ['(?:in )?(?:this )?(?:morning|morgens?|früh)', [8, 0, 0]],
  ['(?:noon|midday|mittags?)', [12, 0, 0]],
  ['(?:in )?(?:this )?(?:evening|abends?)', [20, 0, 0]],
  ['(?:tonight|night|nachts?)', [23, 0, 0]],
  ['(?:midnight|mitternacht)', [0, 0, 0]],
];
