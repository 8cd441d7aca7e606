// Errors in German: none is left in English, and what they are about stays.
import { describe, expect, test } from 'vitest';
import type { ErrorView } from '../../../../main/engine/agent/views.ts';
import type { ErrorCode } from '../../../../main/engine/base/errors.ts';
import { errorIn } from '../../../../main/ipc/contract/words/error-in.ts';
import { ERRORS_DE, type FaceCode } from '../../../../main/ipc/contract/words/errors-de.ts';

const error = (code: ErrorCode | FaceCode, message: string): ErrorView => ({ code, message, hint: 'Do this.' });

test('English is what the engine says', () => {
  const said = error('disk-full', 'there is no room left on the disk of /home/ada');
  expect(errorIn('en', said)).toBe(said);
});

test('the words of a screen are left as they are', () => {
  const own = { code: 'hidden', message: 'Der Browser verrät den Ort nicht', hint: '' };
  expect(errorIn('de', own)).toEqual(own);
  const inherited = { code: 'constructor', message: 'x', hint: '' };
  expect(errorIn('de', inherited)).toEqual(inherited);
});

test.each(Object.entries(ERRORS_DE))('%s stands inside a sentence, and its hint is one', (_code, { message, hint }) => {
  expect(message).toMatch(/^(\p{Ll}|Tidemark ).*[^.!?]$/u);
  expect(hint).toMatch(/^$|^[A-ZÄÖÜ].*\.$/);
});

describe('in German', () => {
  const cases: readonly (readonly [ErrorCode, string, string])[] = [
    ['database-missing', 'there is no file at /home/ada/My Docs/orders.db', ' (/home/ada/My Docs/orders.db)'],
    ['database-locked', '/home/ada/My Orders.db is locked by another program', ' (/home/ada/My Orders.db)'],
    ['database-locked', 'C:\\Users\\Ada\\orders.db is locked by another program', ' (C:\\Users\\Ada\\orders.db)'],
    ['destination-full', 'cannot write /media/Backup Disk/0001.ltx: no space left (ENOSPC)', ' (/media/Backup Disk/0001.ltx)'],
    ['destination-denied', '/media/backup cannot be used (EACCES)', ' (/media/backup)'],
    ['not-found', 'there is no mark "before the move"', ' (before the move)'],
    // What may be words stays away.
    ['disk-full', 'there is no room on /media/backup for all of that', ''],
    ['destination-absent', 'Backup Disk is not connected', ''],
    ['bug', 'something unexpected happened: no "length" in /tmp/x', ''],
  ];
  test.each(cases)('%s: %s', (code, message, about) => {
    const { message: text, hint } = ERRORS_DE[code];
    expect(errorIn('de', error(code, message))).toEqual({ code, message: `${text}${about}`, hint });
  });
});
