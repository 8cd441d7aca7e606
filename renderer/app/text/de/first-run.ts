// German for the first screen that a person ever sees.
import type { TextsOf } from '../texts.ts';

export const firstRun: TextsOf<'firstRun'> = {
  title: 'Ziehen Sie Ihre Datenbanken hierher',
  text: 'Jede Änderung wird sofort kopiert, und jeder frühere Stand lässt sich zurückholen. Tidemark schreibt nie in Ihre Datenbanken.',
  choose: 'oder Dateien wählen…',
  found: 'Auf diesem Computer gefunden',
  chosenHere: 'Abgelegt und gewählt',
  where: 'Kopieren nach',
  go: (count: number) => (count === 1 ? '1 Datenbank schützen' : `${count} Datenbanken schützen`),
  pick: 'Wählen Sie mindestens eine Datenbank',
  sameDisk: 'Das ist das Laufwerk dieses Computers. Kopien dort helfen bei Versehen, nicht wenn es ausfällt.',
  notTaken: (name: string) => `${name} wurde nicht übernommen`,
};
