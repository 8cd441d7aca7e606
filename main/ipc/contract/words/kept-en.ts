// English for how much of the past is kept.
import { keptWords } from './kept.ts';

export const keptEn = keptWords('en', {
  changes: (time) => `Every change for ${time}`,
  tier: {
    hourly: (time) => `hourly for ${time}`,
    daily: (time) => `daily for ${time}`,
    weekly: (time) => `weekly for ${time}`,
  },
  counts: {
    changes: (count) => `${count} of every change`,
    hourly: (count) => `${count} hourly`,
    daily: (count) => `${count} daily`,
    weekly: (count) => `${count} weekly`,
    others: (count) => `${count} named or on the way to others`,
  },
  nothing: 'Nothing is stored yet.',
  allStay: (count, points) => (count === 1 ? 'Nothing fades: the one point stays.' : `Nothing fades: all ${points} points stay.`),
  frees: (freed, stored) => `Frees ${freed} of ${stored}.`,
  keeps: (kept, points) => `Keeps ${kept} of ${points} points`,
  oldest: (age) => `the oldest from ${age}`,
});
