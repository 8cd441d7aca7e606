// A moment as the sheet writes it: `10:42:07`, with the day unless it is today.
import { useCallback } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { timeLabels } from '../../parts/scrubber/labels.ts';

export function useMoment(): (at: number) => string {
  const { language } = useText();
  return useCallback((at: number) => timeLabels(language).time(at, Date.now()), [language]);
}
