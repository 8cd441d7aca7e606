// German for the parts that every screen uses.
import type { TextsOf } from '../texts.ts';

export const parts: TextsOf<'parts'> = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  details: 'Einzelheiten',
  copy: 'Kopieren',
  copied: 'Kopiert',
  retry: 'Noch einmal',
  back: 'Zurück',
  notices: 'Hinweise',
  dismiss: 'Ausblenden',
  of: (done: string, total: string) => `${done} von ${total}`,
  perSecond: (rate: string) => `${rate}/s`,
  left: (time: string) => `noch ${time}`,
  more: (name: string) => `Mehr zu ${name}`,
  less: (what: string) => `Weniger: ${what}`,
  greater: (what: string) => `Mehr: ${what}`,
  pulse: 'Änderungen der letzten 2 Stunden',
};
