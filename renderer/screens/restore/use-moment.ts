// A moment as the sheet writes it: `10:42:07`, with the day unless it is today.
import { useCallback, useMemo } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { timeLabels } from '../../parts/scrubber/labels.ts';

export function useMoment(): (at: number) => string {
  const { language } = useText();
  const labels = useMemo(() => timeLabels(language), [language]);
  return useCallback((at: number) => labels.time(at, Date.now()), [labels]);
}
