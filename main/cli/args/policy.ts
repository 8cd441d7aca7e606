// What of the past is kept, in one word of the command line: "changes=1d,hourly=7d,daily=30d,weekly=1y".
import { TidemarkError } from '../../engine/base/errors.ts';
import { firstShorter, type KeptSpans } from '../../engine/replica/retention/tiers.ts';
import { parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';

const NAMES = ['changes', 'hourly', 'daily', 'weekly'] as const satisfies readonly (keyof KeptSpans)[];
const MINUTE = 60_000;

/** Ms. What is left out is 0, `changes` a day. `usage` for what means nothing, or keeps hours longer than days. */
export function parsePolicy(text: string): KeptSpans {
  const spans: Record<(typeof NAMES)[number], number> = { changes: 24 * 60 * MINUTE, hourly: 0, daily: 0, weekly: 0 };
  for (const part of text.split(/[,;]\s*|\s+/).filter((word) => word !== '')) {
    const [name = '', time = ''] = part.split('=', 2);
    spans[nameOf(name, text)] = Math.ceil(parseDuration(time));
  }
  if (spans.changes < MINUTE) throw policyError('every change is to be kept for at least a minute', 'Write changes=1d.');
  const shorter = firstShorter(spans);
  if (shorter === undefined) return spans;
  const { tier, than } = shorter;
  throw policyError(`${tier} is kept shorter than ${than}`, `Keep ${tier} at least as long as ${than}, or leave it out.`);
}

function nameOf(name: string, text: string): (typeof NAMES)[number] {
  const known = NAMES.find((one) => one === name.toLowerCase());
  if (known !== undefined) return known;
  throw policyError(
    `"${text}" is not a policy: "${name}" is nothing that is kept`,
    didYouMean(name, NAMES) || 'Write "changes=1d,hourly=7d,daily=30d,weekly=1y", or some of them.',
  );
}

function policyError(message: string, hint: string): TidemarkError {
  return new TidemarkError('usage', message, { hint });
}
