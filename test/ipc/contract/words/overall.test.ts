// The one truth, when another computer holds the pen; and money in words.
import { expect, test } from 'vitest';
import { dollars } from '../../../../main/ipc/contract/words/format.ts';
import { WORDS } from '../../../../main/ipc/contract/words/languages.ts';
import { holderOf, overall } from '../../../../main/ipc/contract/words/overall.ts';
import { copy, database, destination, GONE, NOW, view } from '../../../host/views.ts';

const HELD = { code: 'lease-held', message: 'MacBook holds the pen', hint: 'It lets go by itself.' };
const waiting = { kind: 'waiting', reason: HELD } as const;
const pen = { kind: 'theirs', owner: 'MacBook', generation: 2, until: NOW + 60_000 } as const;
const crm = database('crm.db', waiting, { copies: [copy(), { ...copy(waiting, 'nas'), pen }] });

test('a database that waits for the pen says who holds it, and not that a place is away', () => {
  const truth = overall(view([crm, database('orders.db')], { destinations: [destination('disk'), destination('nas')] }));
  expect(truth).toMatchObject({ kind: 'waiting', owner: 'MacBook', destination: undefined });
  expect(WORDS.en.sentence(truth, NOW)).toBe('MacBook holds the pen for crm.db. Its changes wait on this computer. The other one is unaffected.');
  expect(WORDS.de.sentence(truth, NOW)).toBe('MacBook hat den Stift für crm.db. Änderungen warten so lange auf diesem Computer. Die andere ist nicht betroffen.');
});

test('a place that is away is said as before', () => {
  const truth = overall(view([database('a.db', { kind: 'waiting', reason: GONE }, { copies: [copy({ kind: 'waiting', reason: GONE })] })]));
  expect(truth).toMatchObject({ kind: 'waiting', owner: undefined, destination: 'Backup Disk' });
});

test('a copy that another computer writes while nothing is to be sent is waited for by nobody', () => {
  expect(holderOf(crm)).toMatchObject({ owner: 'MacBook', until: NOW + 60_000 });
  expect(holderOf(database('b.db', { kind: 'safe' }, { copies: [{ ...copy(), pen }] }))).toBeUndefined();
});

test('money has cents until there is too much of it, and never looks like nothing', () => {
  expect([0, 0.001, 0.14, 12, 999.4, 1234.5].map((amount) => dollars('en', amount))).toEqual(['$0.00', '< $0.01', '$0.14', '$12.00', '$999.40', '$1,235']);
  expect(dollars('de', 0.14)).toBe('0,14\u00a0$');
});
