// German names of what can be done by name or key.
import type { TextsOf } from '../texts.ts';

export const actions: TextsOf<'actions'> = {
  palette: 'Suche und Befehle',
  shortcuts: 'Tastenkürzel',
  goDatabases: 'Zu den Datenbanken',
  goDestinations: 'Zu den Zielen',
  goReplicas: 'Zu den Abbildern',
  goActivity: 'Zum Verlauf',
  goSettings: 'Zu den Einstellungen',
  protectFiles: 'Eine Datenbank schützen…',
  protectFolder: 'Die Datenbanken eines Ordners schützen…',
  find: 'Datenbanken auf diesem Computer finden…',
  backUpAll: 'Alle Datenbanken jetzt sichern',
  pauseAll: 'Alle Datenbanken 1 Stunde anhalten',
  resumeAll: 'Alle Datenbanken fortsetzen',
  followDatabase: 'Einer Datenbank eines anderen Computers folgen…',
  letComputerIn: 'Anderen Computer einlassen…',
  copyReport: 'Bericht für Hilfe kopieren',
  restore: 'Wiederherstellen…',
  backUp: 'Jetzt sichern',
  pauseHour: '1 Stunde anhalten',
  pause: 'Anhalten, bis Sie fortsetzen',
  resume: 'Fortsetzen',
  reveal: 'Im Ordner zeigen',
};
