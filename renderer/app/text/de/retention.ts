// German for how long the past is kept.
import type { TextsOf } from '../texts.ts';

export const retention: TextsOf<'retention'> = {
  keep: {
    changes: 'Jede Änderung behalten für',
    hourly: 'danach einen Stand je Stunde für',
    daily: 'einen je Tag für',
    weekly: 'und einen je Woche für',
  },
  label: {
    changes: 'Wie lange jede Änderung bleibt',
    hourly: 'Wie lange ein Stand je Stunde bleibt',
    daily: 'Wie lange ein Stand je Tag bleibt',
    weekly: 'Wie lange ein Stand je Woche bleibt',
  },
  none: 'keine Zeit',
  snapshot: 'Ein neuer Schnappschuss entsteht',
  interval: 'Wie oft ein neuer Schnappschuss entsteht',
  everyHour: 'jede Stunde',
  everyDay: 'jeden Tag',
  everyWeek: 'jede Woche',
  every: (time: string) => `alle ${time}`,
  picture: (stay: string, fade: string) => `${stay} Zeitpunkte bleiben, ${fade} würden verblassen`,
  now: 'jetzt',
  working: 'Was sich ändern würde, wird ermittelt…',
  save: 'Sichern',
  saveAndFree: (bytes: string) => `Sichern und ${bytes} freimachen`,
  undo: 'Rückgängig',
  savedOnly: 'Gesichert, aber noch konnte nichts frei werden',
  saved: 'Gesichert.',
  savedFreed: (bytes: string) => `Gesichert. ${bytes} wurden frei.`,
  dialogTitle: (name: string) => `Wie lange die Vergangenheit von ${name} bleibt`,
  asForAll: 'Wie für alle Datenbanken. Wer etwas ändert, gibt ihr eine eigene Wahl.',
  own: (all: string) => `Eigene Wahl. Für alle Datenbanken: ${all}`,
  useDefault: 'Wie für alle',
};
