// German for the palette.
import type { TextsOf } from '../texts.ts';

export const palette: TextsOf<'palette'> = {
  title: 'Suche und Befehle',
  placeholder: 'Eine Datenbank, ein Befehl oder eine Zeit zum Zurückkehren',
  results: 'Ergebnisse',
  none: 'Nichts passt. Versuchen Sie einen Teil des Namens oder bei offener Datenbank „gestern 14:00“.',
  hint: '↑ ↓ wählen, ↵ ausführen',
  copy: 'Als Befehl kopieren',
  group: { moment: 'Zeitpunkt', database: 'Datenbank', action: 'Befehl', destination: 'Ziel' },
  restoreTo: (moment: string) => `Zurück zu ${moment}…`,
  done: (title: string, detail: string) => (detail === '' ? `Erledigt: ${title}` : `Erledigt: ${title} (${detail})`),
};
