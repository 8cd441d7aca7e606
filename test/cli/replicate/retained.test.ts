import { expect, test } from 'vitest';
import { retentionEvents } from '../../../main/cli/replicate/retained.ts';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { file } from '../../engine/restore/plans.ts';

const url = 'file:///mnt/backup/shop';

test('what was removed is said with its size', () => {
  const [event, ...others] = retentionEvents('shop.db', { kind: 'done', url, files: 31, bytes: 4_200_000, damaged: [] });
  expect(event).toMatchObject({
    level: 'info',
    subject: 'shop.db',
    message: 'removed 31 files at /mnt/backup/shop that nothing kept needs (4.2 MB)',
  });
  expect(others).toEqual([]);
});

test('damage is a warning of its own, also when nothing was removed', () => {
  const error = new TidemarkError('ltx-checksum', 'level 9 file x: the checksum differs');
  const damaged = [{ file: file(9, 1, 4), error }];
  const events = retentionEvents('shop.db', { kind: 'done', url, files: 0, bytes: 0, damaged });
  expect(events.map(({ level, event }) => [level, event])).toEqual([['warn', 'damaged']]);
  expect(events[0]?.message).toContain('level 9 file x: the checksum differs');
});

test('what could not be done is a warning with what to do', () => {
  const error = new TidemarkError('destination-denied', 'cannot remove files in /mnt', { hint: 'Allow it.' });
  expect(retentionEvents('shop.db', { kind: 'failed', url, error })).toEqual([
    {
      level: 'warn',
      event: 'not-removed',
      message: 'what is old could not be removed: cannot remove files in /mnt — Allow it.',
      subject: 'shop.db',
      fields: { code: 'destination-denied', place: '/mnt/backup/shop' },
    },
  ]);
});
