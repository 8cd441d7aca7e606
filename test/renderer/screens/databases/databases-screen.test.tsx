// The list of databases: what each row says, and what its keys and its menu do.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { ABSENT, copy, database, destination, engine, everyState, many } from '../../rig/states.ts';
import { openApp } from '../../rig/app.tsx';

const rowOf = (name: RegExp): Promise<HTMLElement> => screen.findByRole('row', { name });

describe('rows', () => {
  test('every state is said in words', async () => {
    openApp(engine(everyState()));
    await rowOf(/^orders\.db, Safe$/);
    await rowOf(/^photos\.sqlite, First copy$/);
    await rowOf(/^notes\.db, Paused until /);
    await rowOf(/^mail\.db, Waiting for Backup Disk$/);
    await rowOf(/^crm\.db, Needs you$/);
    await rowOf(/^new\.db, Opening$/);
  });

  test('a first copy shows how far it is', async () => {
    openApp(engine(everyState()));
    const row = await rowOf(/^photos\.sqlite/);
    expect(within(row).getByText('62 % · 24 MB/s · 18 sec left')).toBeVisible();
    expect(within(row).getByRole('progressbar', { name: 'photos.sqlite' })).toHaveAttribute('aria-valuenow', '62');
  });

  test('what keeps a database from being safe is said, with a way to settle it', async () => {
    openApp(engine(everyState()));
    const row = await rowOf(/^crm\.db/);
    expect(within(row).getByText('the folder /media/backup may not be written')).toBeVisible();
    expect(within(row).getByRole('button', { name: 'Fix… crm.db' })).toBeVisible();
    expect(within(await rowOf(/^orders\.db/)).queryByRole('button', { name: /Fix/ })).toBeNull();
  });

  test('each place shows the state of its own copy', async () => {
    const copies = [copy(), copy({ destination: 'to-nas', state: { kind: 'waiting', reason: ABSENT } })];
    const places = { 'to-disk': destination('to-disk', 'Backup Disk'), 'to-nas': destination('to-nas', 'NAS') };
    openApp(engine([database('a.db', { copies })], { destinations: places }));
    const row = await rowOf(/^a\.db/);
    expect(within(row).getByText('NAS').parentElement).toContainElement(within(row).getByRole('img', { name: 'Waiting' }));
    expect(within(row).getByText('Backup Disk').parentElement).not.toContainElement(within(row).getByRole('img', { name: 'Waiting' }));
  });

  test('a place that is gone is marked, though a quiet database asks nothing of it', async () => {
    const gone = destination('to-disk', 'Backup Disk', { reach: { kind: 'absent', reason: ABSENT } });
    openApp(engine([database('a.db')], { destinations: { 'to-disk': gone } }));
    const row = await rowOf(/^a\.db/);
    expect(within(row).getByText('Backup Disk').parentElement).toContainElement(within(row).getByRole('img', { name: 'Waiting' }));
  });

  test('five hundred are there, and only those near the window are drawn', async () => {
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
    openApp(engine(many()));
    const grid = await screen.findByRole('grid', { name: 'Protected databases' });
    expect(grid).toHaveAttribute('aria-rowcount', '500');
    await waitFor(() => { expect(within(grid).getAllByRole('row').length).toBeGreaterThan(5); });
    expect(within(grid).getAllByRole('row').length).toBeLessThan(60);
    vi.restoreAllMocks();
  });
});

describe('filter', () => {
  test('is not there for a few', async () => {
    openApp(engine(everyState()));
    await rowOf(/^orders/);
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  test('finds by name and by state, and says when nothing fits', async () => {
    const { user } = openApp(engine([...everyState(), database('ledger.db'), database('todo.db')]));
    await rowOf(/^orders/);
    await user.type(screen.getByRole('searchbox', { name: 'Filter' }), 'needs');
    await waitFor(() => { expect(screen.getAllByRole('row')).toHaveLength(1); });
    expect(screen.getByRole('row', { name: /^crm/ })).toBeVisible();
    await user.type(screen.getByRole('searchbox', { name: 'Filter' }), ' nothing');
    await user.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    await waitFor(() => { expect(screen.getAllByRole('row')).toHaveLength(8); });
  });
});

describe('keys', () => {
  test('/ goes to the filter from anywhere, and down from it to the list', async () => {
    const { user } = openApp(engine([...everyState(), database('ledger.db'), database('todo.db')]));
    await rowOf(/^crm/);
    await user.keyboard('/');
    expect(screen.getByRole('searchbox', { name: 'Filter' })).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(await rowOf(/^crm/)).toHaveFocus();
  });

  test('arrows move, Enter opens', async () => {
    const { user } = openApp(engine(everyState()));
    (await rowOf(/^crm/)).focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    await waitFor(async () => { expect(await rowOf(/^new/)).toHaveFocus(); });
    await user.keyboard('{Enter}');
    expect(window.location.hash).toBe('#/database/db-newdb');
  });

  test('R restores, P pauses and resumes', async () => {
    const { user, inputsOf } = openApp(engine(everyState()), { answers: { 'database.pause': () => null, 'database.resume': () => null } });
    (await rowOf(/^orders/)).focus();
    await user.keyboard('p');
    await waitFor(() => { expect(inputsOf('database.pause')).toEqual([{ databases: ['db-ordersdb'] }]); });
    (await rowOf(/^notes/)).focus();
    await user.keyboard('p');
    await waitFor(() => { expect(inputsOf('database.resume')).toEqual([{ databases: ['db-notesdb'] }]); });
    await user.keyboard('r');
    expect(window.location.hash).toBe('#/restore/db-notesdb');
  });

  test('Delete asks before it stops protecting', async () => {
    const { user, inputsOf } = openApp(engine(everyState()), { answers: { 'database.unregister': () => null } });
    (await rowOf(/^orders/)).focus();
    await user.keyboard('{Delete}');
    const dialog = await screen.findByRole('alertdialog', { name: 'Stop protecting orders.db?' });
    expect(inputsOf('database.unregister')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Stop protecting' }));
    await waitFor(() => { expect(inputsOf('database.unregister')).toEqual([{ database: 'db-ordersdb' }]); });
    await waitFor(() => { expect(screen.queryByRole('alertdialog')).toBeNull(); });
  });

  test('a refusal to stop stays in the question', async () => {
    const refuse = (): never => { throw Object.assign(new Error('a restore of orders.db runs'), { code: 'busy', hint: 'Wait for it.' }); };
    const { user } = openApp(engine(everyState()), { answers: { 'database.unregister': refuse } });
    (await rowOf(/^orders/)).focus();
    await user.keyboard('{Delete}');
    const dialog = await screen.findByRole('alertdialog');
    await user.click(within(dialog).getByRole('button', { name: 'Stop protecting' }));
    expect(await within(dialog).findByText('A restore of orders.db runs.')).toBeVisible();
    expect(within(dialog).getByText('Wait for it.')).toBeVisible();
  });
});

describe('menu', () => {
  test('pauses for an hour', async () => {
    const { user, inputsOf } = openApp(engine(everyState()), { answers: { 'database.pause': () => null } });
    await user.click(await screen.findByRole('button', { name: 'More for orders.db' }));
    (await screen.findByRole('menuitem', { name: 'Pause' })).focus();
    await user.keyboard('{ArrowRight}');
    const before = Date.now();
    await waitFor(() => { expect(screen.getByRole('menuitem', { name: 'For 1 hour' })).toHaveFocus(); });
    await user.keyboard('{Enter}');
    await waitFor(() => { expect(inputsOf('database.pause')).toHaveLength(1); });
    const { until } = inputsOf('database.pause')[0] as { until: number };
    expect(until).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  test('what fails says so', async () => {
    const fail = (): never => { throw Object.assign(new Error('the disk is full'), { code: 'destination-full', hint: 'Make room.' }); };
    const { user } = openApp(engine(everyState()), { answers: { 'database.backUp': fail } });
    await user.click(await screen.findByRole('button', { name: 'More for orders.db' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Back up now' }));
    const alerts = await screen.findAllByRole('alert');
    expect(alerts.some((alert) => alert.textContent.includes('orders.db was not backed up'))).toBe(true);
  });

  test('does not restore what has no past', async () => {
    const { user } = openApp(engine(everyState()));
    await user.click(await screen.findByRole('button', { name: 'More for new.db' }));
    expect(await screen.findByRole('menuitem', { name: /Restore…/ })).toHaveAttribute('aria-disabled', 'true');
  });

  test('gives other destinations', async () => {
    const places = { 'to-disk': destination('to-disk', 'Backup Disk'), 'to-nas': destination('to-nas', 'NAS') };
    const view = engine(everyState(), { destinations: places });
    const { user, inputsOf } = openApp(view, { answers: { 'database.setDestinations': () => null } });
    await user.click(await screen.findByRole('button', { name: 'More for orders.db' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Destinations…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Where orders.db is copied' });
    await user.click(within(dialog).getByRole('checkbox', { name: /NAS/ }));
    await user.click(within(dialog).getByRole('checkbox', { name: /Backup Disk/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => {
      expect(inputsOf('database.setDestinations')).toEqual([{ database: 'db-ordersdb', destinations: ['to-nas'] }]);
    });
  });
});

describe('help', () => {
  test('says what it means and tries again', async () => {
    const { user, inputsOf } = openApp(engine(everyState()), { answers: { 'database.backUp': () => null } });
    await user.click(await screen.findByRole('button', { name: 'Fix… crm.db' }));
    const dialog = await screen.findByRole('dialog', { name: 'crm.db needs you' });
    expect(within(dialog).getByText(/What was copied before stays safe/)).toBeVisible();
    expect(within(dialog).getByText('Give yourself the right to write there, or choose another place.')).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await waitFor(() => { expect(inputsOf('database.backUp')).toEqual([{ databases: ['db-crmdb'] }]); });
  });

  test('names the place that is stuck, and those that are not', async () => {
    const reason = { code: 'destination-denied', message: 'permission denied', hint: 'Let this user write to the folder.' };
    const stuck = copy({ destination: 'to-nas', txid: 0, safeAt: 0, state: { kind: 'failed', reason } });
    const destinations = { 'to-disk': destination('to-disk', 'Backup Disk'), 'to-nas': destination('to-nas', 'NAS') };
    const { user } = openApp(engine([database('a.db', { state: { kind: 'failed', reason }, copies: [copy(), stuck] })], { destinations }));
    await user.click(await screen.findByRole('button', { name: 'Fix… a.db' }));
    const dialog = await screen.findByRole('dialog', { name: 'a.db needs you' });
    expect(within(dialog).getByText('Nothing new is copied to NAS until this is settled. Copies to Backup Disk go on.')).toBeVisible();
  });
});
