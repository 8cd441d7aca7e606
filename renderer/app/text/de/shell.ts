// German for the frame around all screens.
import type { TextsOf } from '../texts.ts';

export const shell: TextsOf<'shell'> = {
  databases: 'Datenbanken',
  destinations: 'Ziele',
  activity: 'Verlauf',
  settings: 'Einstellungen',
};
