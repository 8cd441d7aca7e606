// German for how much of the past is kept.
import { keptWords } from './kept.ts';

export const keptDe = keptWords('de', {
  changes: (time) => `Jede Änderung für ${time}`,
  tier: {
    hourly: (time) => `stündlich für ${time}`,
    daily: (time) => `täglich für ${time}`,
    weekly: (time) => `wöchentlich für ${time}`,
  },
  counts: {
    changes: (count) => `${count} mit jeder Änderung`,
    hourly: (count) => `${count} stündlich`,
    daily: (count) => `${count} täglich`,
    weekly: (count) => `${count} wöchentlich`,
    others: (count) => `${count} benannt oder auf dem Weg zu anderen`,
  },
  nothing: 'Noch ist nichts gespeichert.',
  allStay: (count, points) => (count === 1 ? 'Nichts verblasst: Der eine Zeitpunkt bleibt.' : `Nichts verblasst: Alle ${points} Zeitpunkte bleiben.`),
  frees: (freed, stored) => `Macht ${freed} von ${stored} frei.`,
  keeps: (kept, points) => `Behält ${kept} von ${points} Zeitpunkten`,
  oldest: (age) => `der älteste entstand ${age}`,
});
