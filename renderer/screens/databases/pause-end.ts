// Until when a pause lasts that a person chose by its name.

export type PauseEnd = 'hour' | 'tomorrow' | 'resumed';

const HOUR = 3_600_000;
/** When a day begins for a person, local time. */
const MORNING = 8;

/** Ms since the epoch; undefined lasts until somebody resumes. */
export function pauseEnd(end: PauseEnd, now: number): number | undefined {
  switch (end) {
    case 'hour':
      return now + HOUR;
    case 'tomorrow': {
      const date = new Date(now);
      return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, MORNING).getTime();
    }
    case 'resumed':
      return undefined;
    default:
      return end satisfies never;
  }
}
