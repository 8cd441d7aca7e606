// How often, in words: `every day`.
import { span } from '../../../../main/ipc/contract/words/format.ts';
import type { Text } from '../../../app/text/use-text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function everySpan({ t, language }: Text, ms: number): string {
  const { retention } = t;
  switch (ms) {
    case HOUR:
      return retention.everyHour;
    case DAY:
      return retention.everyDay;
    case 7 * DAY:
      return retention.everyWeek;
    default:
      return retention.every(span(language, ms));
  }
}
