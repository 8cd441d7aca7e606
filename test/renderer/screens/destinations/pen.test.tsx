// The pen: who holds it, letting go of it, taking it over; and a database that waits for it.
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { copy, database, engine, HELD } from '../../rig/states.ts';

/** 14:05 of today, here: what people read. */
const UNTIL = new Date().setHours(14, 5, 0, 0);
const ours = { kind: 'ours', generation: 3, until: UNTIL } as const;
const theirs = { kind: 'theirs', owner: 'MacBook', generation: 4, until: UNTIL } as const;
const waiting = { kind: 'waiting', reason: HELD } as const;

const answers: Answers = { 'pen.take': () => null, 'pen.letGo': () => null };
const held = database('crm.db', { state: waiting, copies: [copy({ pen: theirs, state: waiting, txid: 1200 })] });

const open = (databases: Parameters<typeof engine>[0], at = '#/destinations'): Opened => openApp(engine(databases), { at, answers });

test('this computer’s own is said once for all databases, and is let go of for all of them', async () => {
  const copies = [copy({ pen: ours })];
  const { user, inputsOf } = open([database('a.db', { copies }), database('b.db', { copies })]);
  expect(await screen.findAllByText(/^This computer holds the pen until 14:05/)).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Let go' }));
  await waitFor(() => {
    expect(inputsOf('pen.letGo')).toEqual([{ database: 'db-adb', destination: 'to-disk' }, { database: 'db-bdb', destination: 'to-disk' }]);
  });
});

test('that nobody holds it is said; where nobody asks for it nothing is', async () => {
  const { show } = open([database('a.db', { copies: [copy({ pen: { kind: 'free' } })] })]);
  expect(await screen.findByText('Nobody holds the pen')).toBeVisible();
  show(engine([database('a.db')]));
  await waitFor(() => { expect(screen.queryByText(/the pen/)).toBeNull(); });
});

test('another computer’s is taken over after a question that says what it means', async () => {
  const { user, inputsOf } = open([held]);
  await user.click(await screen.findByRole('button', { name: 'Take over…' }));
  const dialog = within(await screen.findByRole('alertdialog', { name: 'Take over the pen?' }));
  expect(dialog.getByText(/^MacBook stops copying crm\.db to Backup Disk until it gets the pen back\. Nothing that was copied is lost/)).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'Cancel' }));
  expect(inputsOf('pen.take')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Take over…' }));
  await user.click(await screen.findByRole('button', { name: 'Take over' }));
  await waitFor(() => { expect(inputsOf('pen.take')).toEqual([{ database: 'db-crmdb', destination: 'to-disk' }]); });
  await waitFor(() => { expect(screen.queryByRole('alertdialog')).toBeNull(); });
});

test('a pen that cannot be taken says why, and the question stays', async () => {
  const { user } = openApp(engine([held]), { at: '#/destinations' });
  await user.click(await screen.findByRole('button', { name: 'Take over…' }));
  await user.click(await screen.findByRole('button', { name: 'Take over' }));
  expect(await within(screen.getByRole('alertdialog')).findByRole('alert')).toHaveTextContent('No answer to pen.take.');
});

test('in the list of databases: waiting for the pen, who has it, the way to it', async () => {
  const { user } = open([held, database('b.db')], '#/databases');
  const row = within(await screen.findByRole('row', { name: 'crm.db, Waiting for the pen' }));
  expect(row.getByText('MacBook holds the pen until 14:05')).toBeVisible();
  expect(screen.getAllByText(/^MacBook holds the pen for crm\.db\. Its changes wait on this computer\. The other one is unaffected\./)[0]).toBeVisible();
  await user.click(row.getByRole('button', { name: 'Take over… crm.db' }));
  expect(await screen.findByRole('alertdialog', { name: 'Take over the pen?' })).toBeVisible();
});

test('from the menu, where there is no room for a button', async () => {
  const { user } = open([held], '#/databases');
  await user.click(await screen.findByRole('button', { name: 'More for crm.db' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Take over the pen…' }));
  expect(await screen.findByRole('alertdialog', { name: 'Take over the pen?' })).toBeVisible();
});

test('on the screen of the database, above its timeline and beside its copy', async () => {
  const { user } = open([held], '#/database/db-crmdb');
  const note = (await screen.findByText(/^MacBook holds the pen for Backup Disk until 14:05\./)).closest<HTMLElement>('[role=status]')!;
  expect(note).toHaveTextContent('Only one computer writes there at a time.');
  const copies = within(screen.getByRole('region', { name: 'Copies' }));
  expect(copies.getByText(/^MacBook holds the pen until 14:05/)).toBeVisible();
  await user.click(within(note).getByRole('button', { name: 'Take over…' }));
  expect(await screen.findByRole('alertdialog')).toBeVisible();
});

test('in German', async () => {
  const view = engine([held]);
  openApp({ ...view, settings: { ...view.settings, language: 'de' } }, { at: '#/databases' });
  expect(await screen.findByRole('row', { name: 'crm.db, Wartet auf den Stift' })).toBeVisible();
  expect(screen.getByText('MacBook hat den Stift bis 14:05')).toBeVisible();
  expect(screen.getAllByText('MacBook hat den Stift für crm.db. Änderungen warten so lange auf diesem Computer.')[0]).toBeVisible();
});
