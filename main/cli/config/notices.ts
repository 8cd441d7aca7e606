// One honest line for what a file asks for and this version does not do.
import type { IgnoredBecause, IgnoredKey } from './rules.ts';

const BECAUSE: Readonly<Record<IgnoredBecause, string>> = {
  'decided-here': 'Tidemark decides these by itself, so without effect:',
  'own-home': 'Tidemark keeps its own state in its own folder (TIDEMARK_HOME), so without effect:',
  'not-yet': 'Not in this version, so without effect:',
};

/** At most one line per reason, each key once. */
export function noticesOf(ignored: readonly IgnoredKey[]): string[] {
  const reasons: IgnoredBecause[] = ['decided-here', 'own-home', 'not-yet'];
  return reasons.flatMap((reason) => {
    const lines = new Map<string, number>();
    for (const { because, key, line } of ignored)
      if (because === reason && !lines.has(key)) lines.set(key, line);
    const names = [...lines].map(([key, line]) => `${key} (line ${line})`);
    return names.length === 0 ? [] : [`${BECAUSE[reason]} ${names.join(', ')}.`];
  });
}
