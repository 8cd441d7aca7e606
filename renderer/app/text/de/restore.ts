// German for the restore sheet.
import type { TextsOf } from '../texts.ts';

export const restore: TextsOf<'restore'> = {
  title: (name: string) => `${name} wiederherstellen`,
  moment: 'Zeitpunkt',
  earlier: 'Einen Punkt früher',
  later: 'Einen Punkt später',
  looking: 'Es wird nachgesehen, was da ist…',
  previewFailed: 'Dieser Zeitpunkt kann jetzt nicht wiederhergestellt werden',
  before: (time: string) => `Es ist der neueste Punkt vor ${time}.`,
  fitNewest: 'Es ist der neueste Punkt, den es gibt.',
  nothingSince: 'Seither hat sich nichts geändert: Was jetzt da ist, ist dasselbe.',
  changesSince: (changes: string, count: number) =>
    count === 1
      ? '1 spätere Änderung ist nicht enthalten. Sie bleibt in der Geschichte.'
      : `${changes} spätere Änderungen sind nicht enthalten. Sie bleiben in der Geschichte.`,
  reads: (size: string, files: string, place: string) => `Liest ${size} in ${files} von ${place}.`,
  files: (files: string, count: number) => (count === 1 ? '1 Datei' : `${files} Dateien`),

  where: 'Wohin',
  here: 'Hierher zurück',
  inTransaction: 'Andere Programme dürfen offen bleiben. Die Gegenwart wird aufgehoben; 30 Tage lang können Sie das rückgängig machen.',
  replaces:
    'Die Datei wird als Ganzes ersetzt: Schließen Sie Programme, die sie benutzen. Die Gegenwart wird aufgehoben; 30 Tage lang können Sie das rückgängig machen.',
  missing: 'Die Datei ist jetzt nicht da: Sie kommt wieder an ihren Platz.',
  copy: 'Eine Kopie…',
  copyAbout: 'Die Datenbank bleibt, wie sie ist.',
  choosePath: 'Wählen…',
  startHere: 'Zurückbringen',
  startHereAt: (moment: string) => `Zurück zu ${moment}`,
  startCopy: 'Kopie anlegen',

  running: {
    here: (name: string) => `${name} wird zurückgebracht`,
    copy: (name: string) => `Eine Kopie von ${name} wird angelegt`,
    undo: (name: string) => `${name} wird wieder, wie es war`,
  },
  begins: 'Es wird vorbereitet…',
  steps: {
    find: 'Es wird nachgesehen, was da ist…',
    reach: 'Das Ziel wird erreicht…',
    read: 'Wird gelesen…',
    restore: 'Die Vergangenheit wird zusammengesetzt…',
    check: 'Wird geprüft…',
    keep: 'Die Gegenwart wird aufgehoben…',
    wait: 'Ein anderes Programm gibt die Datei noch nicht frei…',
    apply: 'Kommt an seinen Platz…',
  },
  leave: 'Sie können dieses Blatt verlassen: Es geht weiter, und der Verlauf zeigt es.',
  tooLate: 'Es kommt gerade an seinen Platz und lässt sich nicht mehr abbrechen. Danach können Sie es rückgängig machen.',
  cancel: 'Wiederherstellen abbrechen',
  cancelling: 'Wird abgebrochen…',
  goOn: 'Im Hintergrund weiter',

  done: {
    here: (moment: string) => `Zurück auf dem Stand von ${moment}.`,
    copy: (moment: string) => `Die Kopie mit dem Stand von ${moment} ist da.`,
    undo: () => 'Rückgängig gemacht: Alles ist wieder wie vorher.',
  },
  proved: {
    recorded: 'Bewiesen: Sie ist genau das, was die Datenbank damals war.',
    computed: 'SQLite findet keinen Fehler darin. Damals wurde keine Prüfsumme festgehalten, mit der man vergleichen könnte.',
  },
  kept: 'Was vorher da war, bleibt 30 Tage lang aufgehoben.',
  nothingKept: 'Es gab nichts aufzuheben.',
  took: (seconds: string) => `Es dauerte ${seconds} s.`,
  undo: { here: 'Rückgängig', undo: 'Auch das rückgängig machen' },
  showFile: 'Datei zeigen',
  cancelled: {
    here: (name: string) => `Abgebrochen. ${name} ist, wie es war.`,
    copy: () => 'Abgebrochen. Es wurde keine Kopie angelegt.',
    undo: (name: string) => `Abgebrochen. ${name} bleibt, wie es ist.`,
  },
  failed: {
    here: (name: string) => `${name} wurde nicht zurückgebracht`,
    copy: () => 'Es wurde keine Kopie angelegt',
    undo: (name: string) => `Das Wiederherstellen von ${name} wurde nicht rückgängig gemacht`,
  },
  lost: 'Es ist nicht bekannt, wie das Wiederherstellen ausging. Der Verlauf wird es zeigen.',
  showActivity: 'Verlauf zeigen',
  endedAlone: (name: string, moment: string, work: 'here' | 'copy' | 'undo') =>
    work === 'copy'
      ? `Die Kopie von ${name} mit dem Stand von ${moment} ist da.`
      : work === 'here'
        ? `${name} ist wieder auf dem Stand von ${moment}.`
        : `${name} ist wieder, wie es war.`,
};
