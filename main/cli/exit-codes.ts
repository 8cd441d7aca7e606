// What the process says to its caller. The one table (docs/cli.md shows it to people).
import type { ErrorCode } from '../engine/base/errors.ts';
import { constants } from 'node:os';

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  noPoint: 4,
  unsound: 5,
  destination: 6,
  inTheWay: 7,
  commandNotRunnable: 126,
  commandNotFound: 127,
  cancelled: 130,
} as const;

/** `bin/tidemark` itself ends with 69 when it finds no suitable Node; it never gets here. */
const EXIT_OF: Readonly<Record<ErrorCode, number>> = {
  'ltx-header': EXIT.unsound,
  'ltx-page': EXIT.unsound,
  'ltx-index': EXIT.unsound,
  'ltx-trailer': EXIT.unsound,
  'ltx-truncated': EXIT.unsound,
  'ltx-checksum': EXIT.unsound,
  'ltx-incomplete': EXIT.unsound,
  'ltx-encode': EXIT.failed,
  'ltx-not-contiguous': EXIT.unsound,
  'database-missing': EXIT.failed,
  'database-empty': EXIT.failed,
  'database-unreadable': EXIT.failed,
  'database-locked': EXIT.inTheWay,
  'database-damaged': EXIT.unsound,
  'database-hot-journal': EXIT.failed,
  'database-encrypted': EXIT.failed,
  'database-not-sqlite': EXIT.failed,
  'database-moved': EXIT.failed,
  'sqlite-too-old': EXIT.failed,
  'wal-invalid': EXIT.unsound,
  'state-in-use': EXIT.inTheWay,
  'catalogue-damaged': EXIT.unsound,
  'journal-damaged': EXIT.unsound,
  'disk-full': EXIT.failed,
  'destination-absent': EXIT.destination,
  'destination-denied': EXIT.destination,
  'destination-full': EXIT.destination,
  'destination-failed': EXIT.destination,
  'destination-conflict': EXIT.destination,
  'destination-clock': EXIT.destination,
  'destination-untrusted': EXIT.destination,
  'object-exists': EXIT.destination,
  'object-missing': EXIT.unsound,
  'lease-held': EXIT.inTheWay,
  'lease-lost': EXIT.inTheWay,
  'lease-required': EXIT.failed,
  'lease-etag-required': EXIT.failed,
  'lease-released': EXIT.failed,
  'lease-ttl': EXIT.usage,
  'lease-corrupt': EXIT.unsound,
  'restore-gap': EXIT.unsound,
  'restore-no-point': EXIT.noPoint,
  'restore-output-exists': EXIT.inTheWay,
  'restore-output-busy': EXIT.inTheWay,
  'restore-output-failed': EXIT.failed,
  'restore-checksum': EXIT.unsound,
  'restore-damaged': EXIT.unsound,
  'history-older': EXIT.failed,
  'undo-not-possible': EXIT.noPoint,
  'stream-protocol': EXIT.destination,
  'stream-absent': EXIT.destination,
  'stream-denied': EXIT.destination,
  'stream-untrusted': EXIT.destination,
  'stream-no-primary': EXIT.destination,
  'stream-diverged': EXIT.unsound,
  usage: EXIT.usage,
  config: EXIT.config,
  'not-found': EXIT.failed,
  refused: EXIT.failed,
  unsupported: EXIT.failed,
  busy: EXIT.inTheWay,
  aborted: EXIT.cancelled,
  bug: EXIT.failed,
};

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_OF[code];
}

/** Whether a word that came from another process is a code of this version. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(EXIT_OF, text);
}

/** What shells report for a process that died of a signal: 128 and the signal's number. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
