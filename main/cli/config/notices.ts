// One honest line for what a file asks for and this version does not do.
import type { IgnoredBecause, IgnoredKey } from './rules.ts';

const BECAUSE: Readonly<Record<IgnoredBecause, string>> = {
  'merges-nothing': 'This version merges no files at the destination, so without effect:',
  'decided-here': 'Tidemark decides by itself when to look and to copy, so without effect:',
  'not-yet': 'Not in this version, so without effect:',
};

/** At most one line per reason, each key once. */
export function noticesOf(ignored: readonly IgnoredKey[]): string[] {
  const reasons: IgnoredBecause[] = ['merges-nothing', 'decided-here', 'not-yet'];
  return reasons.flatMap((reason) => {
    const lines = new Map<string, number>();
    for (const { because, key, line } of ignored)
      if (because === reason && !lines.has(key)) lines.set(key, line);
    const names = [...lines].map(([key, line]) => `${key} (line ${line})`);
    return names.length === 0 ? [] : [`${BECAUSE[reason]} ${names.join(', ')}.`];
  });
}
