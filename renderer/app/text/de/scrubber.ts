// German for the timeline of a database and for typed times.
import type { TextsOf } from '../texts.ts';

export const scrubber: TextsOf<'scrubber'> = {
  title: 'Zeitleiste',
  label: 'Zeitpunkte, zu denen Sie zurückkehren können',
  range: 'Gezeigte Zeit',
  day: 'Tag',
  week: 'Woche',
  month: 'Monat',
  all: 'Alles',
  zoomIn: 'Weniger Zeit zeigen',
  zoomOut: 'Mehr Zeit zeigen',
  now: 'jetzt',
  later: (time: string) => `${time} später`,
  jump: 'Zu einer Zeit springen',
  jumpExample: 'Gehe zu: gestern 14:00',
  unknown: 'Nicht verstanden. Versuchen Sie „gestern 14:00“ oder „vor 2 Stunden“.',
  future: 'Das liegt noch in der Zukunft.',
  valueNow: 'Jetzt',
  snapshot: 'Schnappschuss',
  change: (size: string) => `Änderung von ${size}`,
  place: (index: string, count: string) => `Punkt ${index} von ${count}`,
};
