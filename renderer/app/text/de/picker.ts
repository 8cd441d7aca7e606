// German for the file dialog of the dashboard.
import type { TextsOf } from '../texts.ts';

export const picker: TextsOf<'picker'> = {
  databases: 'Datenbanken wählen',
  folder: 'Ordner wählen',
  newFile: 'Wählen Sie, wohin sie kommt',
  chooseThis: 'Diesen Ordner wählen',
  chooseSome: (count: number) => (count === 1 ? '1 Datei wählen' : `${count} Dateien wählen`),
  save: 'Hier ablegen',
  name: 'Name',
  up: 'Nach oben',
  files: 'Dateien und Ordner',
  go: 'Ordner oder Datei',
  goHelp: 'Geben Sie einen Pfad ein, oder drücken Sie unten auf einem Ordner die Eingabetaste. ~ ist Ihr Ordner.',
  empty: 'Hier ist nichts',
  loading: 'Ordner wird gelesen…',
  more: (count: number) => `${count} weitere werden nicht gezeigt. Geben Sie einen Pfad ein, um sie zu erreichen.`,
};
