// The shapes that commands take. Everything has a bound: a caller may be hostile.
import * as z from './zod.ts';

const LONGEST_PATH = 4096;
const MOST_ITEMS = 1000;
/** A hundred years, ms. */
const LONGEST_TIME = 100 * 366 * 24 * 3_600_000;

export const none = z.strictObject({});
export const yesNo = z.enum(['yes', 'no']);
export const id = z.string().check(z.regex(/^[a-z0-9-]{1,64}$/));
export const ids = z.array(id).check(z.maxLength(MOST_ITEMS));
export const path = z
  .string()
  .check(z.minLength(1), z.maxLength(LONGEST_PATH), z.refine((text) => !text.includes('\0'), 'holds a NUL'));
export const paths = z.array(path).check(z.minLength(1), z.maxLength(MOST_ITEMS));
export const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));
export const count = z.int().check(z.minimum(0));
export const time = z.int().check(z.minimum(0), z.maximum(8.64e15));
export const span = z.int().check(z.minimum(0), z.maximum(LONGEST_TIME));

export const retention = z
  .strictObject({
    changes: span.check(z.minimum(60_000)),
    hourly: span,
    daily: span,
    weekly: span,
    every: span.check(z.minimum(60_000)),
  })
  .check(
    z.refine(({ changes, hourly, daily, weekly }) => {
      const kept = [changes, hourly, daily, weekly].filter((time) => time > 0);
      return kept.every((time, i) => i === 0 || time >= kept[i - 1]!);
    }, 'one of each hour, day and week must be kept at least as long as what comes before it, or not at all'),
  );

export const choices = z.strictObject({
  retention,
  checkpoints: z.enum(['ours', 'app']),
});

/** A TXID is a count from 1; here a safe integer, in the engine a bigint. */
export const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latest') }),
  z.strictObject({ kind: z.literal('txid'), txid: z.int().check(z.minimum(1)) }),
  z.strictObject({ kind: z.literal('time'), at: time }),
]);

export const settings = z.strictObject({
  language: z.enum(['system', 'en', 'de']),
  theme: z.enum(['system', 'light', 'dark']),
  notifications: z.enum(['all', 'important', 'none']),
  startAtLogin: yesNo,
  defaultDestination: id,
  defaults: choices,
});
