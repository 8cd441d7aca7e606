// German for every error, by its code. As in English, messages begin small and end without a stop, so that they can
// stand inside a sentence. Codes with many causes say where the exact one is read.
import type { ErrorCode } from '../../../engine/base/errors.ts';

/** Codes of the screens' own: the wire broke, an operation did not live to its end, no answer about updates. */
export type FaceCode = 'lost' | 'interrupted' | 'update';

export interface ErrorWords {
  readonly message: string;
  readonly hint: string;
}

const OTHER_POINT = 'Stellen Sie einen anderen Zeitpunkt oder von einem anderen Ziel wieder her.';
const REPORT = 'Das ist ein Fehler in Tidemark. Kopieren Sie den Bericht in den Einstellungen, und senden Sie ihn uns.';
const WHY = 'Der genaue Grund steht unter „Einzelheiten“.';
const BY_ITSELF = 'Nichts ist verloren: Tidemark versucht es von selbst wieder.';
const DAMAGED = { message: 'eine Datei der Kopien ist beschädigt', hint: OTHER_POINT } as const;

export const ERRORS_DE: Readonly<Record<ErrorCode | FaceCode, ErrorWords>> = {
  'ltx-header': {
    message: 'eine Datei ist keine Datei der Kopien, zu neu oder beschädigt',
    hint: OTHER_POINT,
  },
  'ltx-page': DAMAGED,
  'ltx-index': DAMAGED,
  'ltx-trailer': DAMAGED,
  'ltx-checksum': DAMAGED,
  'ltx-truncated': { message: 'eine Datei der Kopien endet zu früh', hint: OTHER_POINT },
  'ltx-incomplete': { message: 'in einer Datei der Kopien fehlt ein Teil', hint: OTHER_POINT },
  'ltx-encode': { message: 'eine Datei der Kopien ließ sich nicht schreiben', hint: REPORT },
  'ltx-not-contiguous': {
    message: 'zwei Dateien der Kopien schließen nicht aneinander an',
    hint: OTHER_POINT,
  },

  'database-missing': {
    message: 'die Datenbank ist nicht mehr an ihrem Platz',
    hint:
      'Liegt sie auf einem Datenträger, der nicht verbunden ist, verbinden Sie ihn. Sonst prüfen Sie, ob sie verschoben wurde.',
  },
  'database-empty': {
    message: 'die Datei ist leer',
    hint: 'Lassen Sie ihr Programm zuerst etwas schreiben: Eine leere Datei ist noch keine Datenbank.',
  },
  'database-unreadable': {
    message: 'die Datenbank ist nicht lesbar',
    hint: 'Prüfen Sie, ob Sie die Datei und ihren Ordner lesen dürfen, und den Datenträger selbst.',
  },
  'database-locked': {
    message: 'ein anderes Programm sperrt die Datenbank',
    hint: 'Lassen Sie das Programm zu Ende schreiben, oder schließen Sie es.',
  },
  'database-damaged': {
    message: 'die Datenbank ist beschädigt',
    hint:
      'Was vorher kopiert wurde, ist unberührt. Stellen Sie den neuesten guten Stand als neue Datei wieder her.',
  },
  'database-hot-journal': {
    message: 'die Datenbank blieb mitten in einer Änderung stehen',
    hint: 'Öffnen Sie sie einmal mit ihrem eigenen Programm: Es nimmt die unfertige Änderung zurück.',
  },
  'database-moved': { message: 'die Datenbank wurde während des Lesens geändert', hint: BY_ITSELF },
  'database-encrypted': {
    message: 'die Datenbank ist anscheinend verschlüsselt',
    hint:
      'Tidemark kopiert unverschlüsselte SQLite-Datenbanken. Mit SQLCipher verschlüsselten kann es nicht folgen.',
  },
  'database-not-sqlite': {
    message: 'das ist keine SQLite-Datenbank',
    hint: 'Wählen Sie die Datei der Datenbank selbst.',
  },
  'sqlite-too-old': { message: 'das SQLite in Tidemark ist zu alt', hint: 'Installieren Sie Tidemark neu.' },
  'wal-invalid': {
    message: 'das Protokoll der Datenbank (-wal) wurde von außen gelöscht oder gekürzt',
    hint:
      'Schließen Sie alle Programme, die sie benutzen, und öffnen Sie sie wieder. Was vorher kopiert wurde, ist unberührt.',
  },

  'state-in-use': {
    message: 'ein anderes Tidemark läuft schon',
    hint: 'Benutzen Sie jenes, oder beenden Sie es zuerst.',
  },
  'catalogue-damaged': {
    message: 'die Liste der Datenbanken war beschädigt',
    hint:
      'Prüfen Sie, ob alle Ihre Datenbanken noch da sind, und fügen Sie fehlende wieder hinzu. Ihre Kopien sind unberührt.',
  },
  'journal-damaged': {
    message: 'die Aufzeichnung von Tidemark war beschädigt',
    hint: 'Ihre Datenbanken und Kopien sind nicht betroffen. Im Verlauf fehlen vielleicht Einträge.',
  },
  'disk-full': {
    message: 'auf dem Datenträger ist nicht genug Platz',
    hint: 'Schaffen Sie dort Platz. Nichts ist verloren.',
  },

  'destination-absent': {
    message: 'das Ziel ist nicht verbunden',
    hint: 'Verbinden Sie den Datenträger oder den Server. Änderungen bleiben so lange auf diesem Computer.',
  },
  'destination-denied': {
    message: 'das Ziel lässt sich nicht benutzen',
    hint: 'Prüfen Sie, ob es ein Ordner ist, den Sie lesen und in den Sie schreiben dürfen.',
  },
  'destination-full': { message: 'am Ziel ist kein Platz mehr', hint: 'Schaffen Sie dort Platz.' },
  'destination-failed': {
    message: 'das Ziel meldet einen Fehler',
    hint:
      'Prüfen Sie den Datenträger oder die Verbindung, und dass es ein Ordner ist, den kein anderes Programm ändert.',
  },
  'destination-conflict': {
    message: 'das Ziel wird schon für etwas anderes benutzt',
    hint: 'Wählen Sie ein anderes Ziel, und löschen Sie dort nichts: Es kann eine andere Vergangenheit sein.',
  },
  'destination-clock': {
    message: 'die Uhr dieses Computers und die des Ziels gehen zu weit auseinander',
    hint: 'Stellen Sie die Uhr dieses Computers, am besten automatisch.',
  },
  'destination-untrusted': {
    message: 'das Ziel hat sich nicht so ausgewiesen, wie es sollte',
    hint: `Es wurde nichts geschickt. ${WHY}`,
  },
  'lease-held': {
    message: 'ein anderer Computer hat gerade den Stift für diese Kopie',
    hint: `${BY_ITSELF} Sie können den Stift auch übernehmen.`,
  },
  'lease-lost': {
    message: 'der Stift für diese Kopie ging verloren',
    hint: BY_ITSELF,
  },
  'lease-required': { message: 'es wurde kein Stift genannt', hint: REPORT },
  'lease-etag-required': { message: 'der genannte Stift war nie vergeben', hint: REPORT },
  'lease-released': { message: 'der Stift war schon zurückgegeben', hint: WHY },
  'lease-ttl': { message: 'der Stift kann nicht für so lange vergeben werden', hint: WHY },
  'lease-corrupt': {
    message: 'die Datei, die sagt, wer den Stift hat, ist beschädigt oder aus der Zukunft',
    hint: 'Sehen Sie nach, ob ein anderer Computer hierher kopiert, und übernehmen Sie dann den Stift.',
  },
  'object-exists': {
    message: 'am Ziel liegt schon eine andere Datei dieses Namens',
    hint: 'Dateien der Kopien ändern sich nie: Prüfen Sie, wer sonst in diesen Ordner schreibt.',
  },
  'object-missing': {
    message: 'am Ziel fehlt eine Datei der Kopien',
    hint: 'Sie wurde entfernt oder kam nie an. Halten Sie andere Programme von diesem Ordner fern.',
  },

  'restore-gap': { message: 'in den Kopien fehlt ein Stück', hint: OTHER_POINT },
  'restore-no-point': {
    message: 'für diesen Zeitpunkt gibt es keine Kopie',
    hint: 'Wählen Sie einen anderen Zeitpunkt. Vor der ersten Kopie gibt es keinen.',
  },
  'restore-output-exists': {
    message: 'unter diesem Namen gibt es schon eine Datei',
    hint: 'Wählen Sie einen anderen Namen. Nichts wurde geändert.',
  },
  'restore-output-busy': {
    message: 'ein anderes Programm hat die Datenbank geöffnet',
    hint: 'Schließen Sie es, und versuchen Sie es noch einmal. Nichts wurde geändert.',
  },
  'restore-output-failed': {
    message: 'die Datei lässt sich nicht schreiben',
    hint: 'Prüfen Sie, ob es den Ordner gibt und Sie in ihn schreiben dürfen, und den Datenträger selbst.',
  },
  'restore-checksum': { message: 'das Ergebnis ist nicht, was kopiert wurde', hint: OTHER_POINT },
  'history-older': {
    message: 'das ist eine Vergangenheit von Litestream 0.3 oder 0.4',
    hint: 'Sie lässt sich in eine neue übernehmen: Jeder Stand, den sie hergibt, ist danach auch dort. Sie selbst bleibt, wie sie ist.',
  },
  'restore-damaged': {
    message: 'die Datenbank war schon beschädigt, als sie kopiert wurde',
    hint: 'Wählen Sie einen früheren Zeitpunkt.',
  },
  'undo-not-possible': {
    message: 'das Wiederherstellen lässt sich nicht mehr rückgängig machen',
    hint: 'Stellen Sie stattdessen den Stand von davor aus der Vergangenheit wieder her.',
  },

  'stream-protocol': { message: 'was der andere Computer schickt, ist unverständlich', hint: BY_ITSELF },
  'stream-absent': {
    message: 'der andere Computer ist nicht zu erreichen',
    hint: `Prüfen Sie, ob er läuft und im Netz ist. ${BY_ITSELF}`,
  },
  'stream-denied': {
    message: 'der andere Computer lässt diesen nicht (mehr) ein',
    hint: 'Verbinden Sie die beiden noch einmal mit einem neuen Code.',
  },
  'stream-untrusted': {
    message: 'der andere Computer hat sich nicht so ausgewiesen, wie er sollte',
    hint: `Es wurde nichts geschickt. ${WHY}`,
  },
  'stream-no-primary': {
    message: 'dort wird diese Datenbank gerade nicht geschrieben',
    hint: BY_ITSELF,
  },
  'stream-diverged': {
    message: 'die Datenbank hier ging einen anderen Weg als die, der sie folgt',
    hint: 'Was hier ist, wird beiseitegelegt, und die ganze Datenbank wird neu geholt.',
  },

  usage: { message: 'diese Angabe stimmt nicht', hint: WHY },
  config: { message: 'die Einstellungen stimmen nicht', hint: WHY },
  'not-found': {
    message: 'das wurde nicht gefunden',
    hint: 'Vielleicht wurde es inzwischen verschoben oder entfernt.',
  },
  refused: {
    message: 'das lässt Tidemark nicht zu',
    hint: `Wählen Sie etwas anderes. ${WHY}`,
  },
  unsupported: { message: 'das ist hier nicht möglich', hint: WHY },
  busy: { message: 'Tidemark ist gerade beschäftigt', hint: 'Versuchen Sie es gleich noch einmal.' },
  aborted: { message: 'das wurde abgebrochen', hint: 'Versuchen Sie es noch einmal.' },
  bug: { message: 'etwas Unerwartetes ist passiert', hint: REPORT },

  lost: {
    message: 'die Verbindung zu Tidemark ist unterbrochen',
    hint: 'Sie wird gerade wiederhergestellt.',
  },
  interrupted: { message: 'Tidemark wurde währenddessen beendet', hint: '' },
  update: {
    message: 'die Aktualisierung war nicht zu bekommen',
    hint: 'Prüfen Sie die Verbindung zum Internet, und versuchen Sie es später noch einmal.',
  },
};
