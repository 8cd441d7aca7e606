// German for the screen of one database.
import type { TextsOf } from '../texts.ts';

export const database: TextsOf<'database'> = {
  back: 'Alle Datenbanken',
  goneTitle: 'Diese Datenbank wird hier nicht geschützt',
  gone: 'Vielleicht wurde sie entfernt. Ihre Geschichte bleibt dort, wohin sie kopiert wurde.',
  restore: 'Wiederherstellen…',
  places: (count: number) => (count === 1 ? '1 Ziel' : `${count} Ziele`),
  lastChange: 'letzte Änderung',
  noChange: 'noch keine Änderung',
  copying: 'Wird kopiert',
  copyingTo: (name: string) => `Wird nach ${name} kopiert`,

  waitingRetry: (time: string) => `Um ${time} wird es von selbst wieder versucht.`,
  waitingSelf: 'Es geht von selbst weiter, sobald sich das ändert.',
  tryNow: 'Jetzt versuchen',
  paused: 'Angehalten. Was sich inzwischen ändert, wird kopiert, sobald es weitergeht.',
  pausedUntil: (time: string) => `Angehalten bis ${time}. Was sich inzwischen ändert, wird dann kopiert.`,
  resume: 'Fortsetzen',
  failedTitle: 'Diese Datenbank braucht Sie. Was bisher kopiert wurde, kann wiederhergestellt werden.',

  undoDone: (moment: string, age: string) => `Auf den Stand von ${moment} gebracht (${age}).`,
  undoUntil: (time: string) => `Bis ${time} können Sie das rückgängig machen.`,
  undo: 'Rückgängig',
  undoFailed: 'Die Wiederherstellung wurde nicht rückgängig gemacht',

  loadingPoints: 'Die Vergangenheit wird gelesen…',
  pointsFailed: 'Die Vergangenheit konnte nicht gelesen werden',
  noPointsTitle: 'Noch keine Vergangenheit',
  noPoints: 'Die erste Kopie ist unterwegs. Danach ist jede Änderung ein Zeitpunkt, zu dem Sie zurückkehren können.',
  points: 'Zeitpunkte',
  moment: 'Gewählter Zeitpunkt und jetzt',
  now: 'Jetzt',
  at: (moment: string) => `Stand ${moment}`,
  choose: 'Wählen Sie einen Zeitpunkt',
  chooseHow: 'Klicken Sie auf die Zeitleiste, drücken Sie ← und → oder tippen Sie eine Zeit.',
  size: 'Größe',
  written: 'Geschrieben',
  transaction: 'TXID',
  snapshot: 'Schnappschuss',
  snapshotOf: (size: string) => `Schnappschuss, ${size}`,
  between: (changes: string, written: string, count: number) =>
    `${count === 1 ? '1 Änderung liegt' : `${changes} Änderungen liegen`} zwischen diesem Zeitpunkt und jetzt: ${written}.`,
  betweenNone: 'Das ist der neueste Zeitpunkt: Seither hat sich nichts geändert.',
  restoreThis: 'Wiederherstellen…',
  toNow: 'Zurück zu jetzt',

  marks: 'Namen',
  noMarks: 'Geben Sie der Gegenwart einen Namen, bevor Sie etwas Gewagtes tun. Er bleibt auf der Zeitleiste.',
  addMark: 'Gegenwart benennen…',
  markName: 'Name dieses Zeitpunkts',
  markExample: 'vor dem Umbau',
  save: 'Speichern',
  removeMark: (name: string) => `Den Namen „${name}“ entfernen`,
  showMark: (name: string) => `„${name}“ auf der Zeitleiste zeigen`,

  copies: 'Kopien',
  changePlaces: 'Ziele ändern…',
  complete: 'vollständig',
  never: 'noch nicht vollständig',
  behind: (changes: string, count: number) => (count === 1 ? '1 Änderung zurück' : `${changes} Änderungen zurück`),
  showCopy: (name: string) => `Ordner auf ${name} zeigen`,

  kept: 'Aufbewahrt',
  retentionDaily: (changes: string, snapshots: string) =>
    `Jede Änderung ${changes} lang, danach ein Schnappschuss am Tag, ${snapshots} lang.`,
  retention: (changes: string, every: string, snapshots: string) =>
    `Jede Änderung ${changes} lang, danach ein Schnappschuss alle ${every}, ${snapshots} lang.`,
  own: 'Für diese Datenbank gewählt.',
  byDefault: 'Wie bei allen Datenbanken.',
  changeRetention: 'Aufbewahrung ändern…',

  about: 'Datei',
  path: 'Pfad',
  app: 'Gehört zu',
  pageSize: 'Seitengröße',
  mode: 'Modus',
  modes: { wal: 'WAL', rollback: 'Rollback-Journal', unknown: 'Noch nicht bekannt' },
  rollbackNote:
    'Änderungen werden durch Vergleichen der Seiten gefunden, kurz nachdem sie geschehen. Im WAL-Modus könnten sie einzeln verfolgt werden. Tidemark stellt den Modus nie für Sie um.',
  since: 'Geschützt',
  sinceDay: (day: string) => `seit ${day}`,
};
