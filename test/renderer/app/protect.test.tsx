// Adding databases: dropped, chosen and found; what becomes of each is said.
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { Candidate, Registered } from '../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../rig/app.tsx';
import type { Answers } from '../rig/fake-engine.ts';
import { copy, database, engine, NOW } from '../rig/states.ts';

const before = engine([database('orders.db')]);

/** As a person does: over the window, then let go. On the desktop, where files have paths. */
function drop(...names: readonly string[]): void {
  const items = names.map((name) => ({ getAsFile: () => new File(['x'], name), webkitGetAsEntry: () => null }));
  const dataTransfer = { types: ['Files'], items, getData: () => '', dropEffect: 'none' };
  fireEvent.dragOver(window, { dataTransfer });
  expect(screen.getByText('Drop to protect')).toBeVisible();
  fireEvent.drop(window, { dataTransfer });
  expect(screen.queryByText('Drop to protect')).toBeNull();
}

async function opened(answers: Answers, state = before): Promise<Opened> {
  const app = openApp(state, { answers });
  await screen.findByRole('heading', { name: 'Databases' });
  return app;
}

const registering = (...registered: Registered[]): Answers => ({ 'database.register': () => registered });

describe('a drop', () => {
  test('is protected at once, and the notice follows it until it is safe', async () => {
    const fresh = database('new.db', { state: { kind: 'behind' }, copies: [copy({ safeAt: 0 })] });
    const app = await opened(registering({ path: '/home/ada/new.db', outcome: { kind: 'registered', id: fresh.id } }));
    drop('new.db');
    await waitFor(() => { expect(app.inputsOf('database.register')).toEqual([{ paths: ['/home/ada/new.db'] }]); });
    act(() => { app.show(engine([database('orders.db'), fresh])); });
    expect(await screen.findByText('new.db is being copied to Backup Disk.')).toBeVisible();
    act(() => { app.show(engine([database('orders.db'), database('new.db')])); });
    expect(await screen.findByText('new.db is safe on Backup Disk.')).toBeVisible();
  });

  test('can be changed to another destination', async () => {
    const fresh = database('new.db', { state: { kind: 'behind' }, copies: [copy({ safeAt: 0 })] });
    const app = await opened(registering({ path: '/home/ada/new.db', outcome: { kind: 'registered', id: fresh.id } }));
    act(() => { app.show(engine([database('orders.db'), fresh])); });
    drop('new.db');
    await app.user.click(await screen.findByRole('button', { name: 'Change…' }));
    expect(await screen.findByRole('dialog', { name: 'Where new.db is copied' })).toBeVisible();
  });

  test('of what is no database says why, and what to do', async () => {
    const error = { code: 'database-not-sqlite', message: 'notes.txt is not an SQLite database', hint: 'Drop the database file itself.' };
    await opened(registering({ path: '/home/ada/notes.txt', outcome: { kind: 'refused', error } }));
    drop('notes.txt');
    expect(await screen.findByText('notes.txt was not added')).toBeVisible();
    expect(screen.getByText('Drop the database file itself.')).toBeVisible();
  });

  test('of what is protected already shows it', async () => {
    const app = await opened(registering({ path: '/home/ada/orders.db', outcome: { kind: 'already', id: 'db-ordersdb' } }));
    drop('orders.db');
    expect(await screen.findByText('orders.db is protected already.')).toBeVisible();
    await app.user.click(screen.getByRole('button', { name: 'Show' }));
    expect(window.location.hash).toBe('#/database/db-ordersdb');
  });

  test('of a folder with many asks which', async () => {
    const candidates = ['a.db', 'b.db'].map((name): Candidate => ({
      path: `/home/ada/Shop/${name}`, size: 4096, pageSize: 4096, mode: 'wal', changedAt: NOW,
    }));
    const app = await opened({
      'database.register': ({ paths }) =>
        paths[0] === '/home/ada/Shop' ? [{ path: '/home/ada/Shop', outcome: { kind: 'many', candidates } }] : [],
    });
    drop('Shop');
    const dialog = await screen.findByRole('dialog', { name: 'Shop holds 2 databases' });
    await app.user.click(within(dialog).getByRole('checkbox', { name: /a\.db/ }));
    await app.user.click(within(dialog).getByRole('button', { name: 'Protect' }));
    await waitFor(() => { expect(app.inputsOf('database.register')).toContainEqual({ paths: ['/home/ada/Shop/b.db'] }); });
  });

  test('asks where to while there is no destination', async () => {
    const nowhere = { ...before, destinations: {}, settings: { ...before.settings, defaultDestination: '' } };
    const app = await opened({
      'destination.places': () => [{ path: '/media/ada/Disk', name: 'Disk', free: 5e9, total: 1e10, kind: 'disk' }],
      'destination.add': () => 'to-new',
      'settings.set': () => null,
      'database.register': () => [],
    }, nowhere);
    drop('new.db');
    const dialog = await screen.findByRole('dialog', { name: 'Where should copies go?' });
    await waitFor(() => { expect(within(dialog).getByRole('radio', { name: /Disk/ })).toBeChecked(); });
    await app.user.click(within(dialog).getByRole('button', { name: 'Protect' }));
    await waitFor(() => {
      expect(app.inputsOf('database.register')).toEqual([{ paths: ['/home/ada/new.db'], destinations: ['to-new'] }]);
    });
    expect(app.inputsOf('destination.add')).toEqual([{ place: { location: { kind: 'folder', path: '/media/ada/Disk' } }, name: 'Disk' }]);
    expect(app.inputsOf('settings.set')).toEqual([{ defaultDestination: 'to-new' }]);
  });

  test('that the browser hides is looked for; when it is not found, a person can choose it', async () => {
    const app = await opened({ 'database.locate': () => null, 'database.register': () => [], 'files.choose': () => ['/home/ada/x/a.db'] });
    app.session.link.pathOf = () => '';
    drop('a.db');
    expect(await screen.findByText('Your browser does not say where a.db is')).toBeVisible();
    await app.user.click(screen.getByRole('button', { name: 'Choose…' }));
    await waitFor(() => { expect(app.inputsOf('database.register')).toEqual([{ paths: ['/home/ada/x/a.db'] }]); });
  });

  test('that the browser hides is protected when it is found', async () => {
    const app = await opened({ 'database.locate': ({ name }) => `/srv/${name}`, 'database.register': () => [] });
    app.session.link.pathOf = () => '';
    drop('a.db');
    await waitFor(() => { expect(app.inputsOf('database.register')).toEqual([{ paths: ['/srv/a.db'] }]); });
  });
});

describe('the finder', () => {
  test('ticks what a person likely misses, and protects what is ticked', async () => {
    const found = (path: string, app?: string): Candidate =>
      ({ path, size: 4096, pageSize: 4096, mode: 'wal', changedAt: NOW, ...(app !== undefined && { app }) });
    const { user, inputsOf } = await opened({
      'database.find': () => [
        found('/home/ada/Shop/a.db'),
        found('/home/ada/.mozilla/places.sqlite', 'Firefox'),
        { ...found('/home/ada/orders.db'), registered: 'db-ordersdb' },
      ],
      'database.register': () => [],
    });
    await user.click(screen.getByRole('button', { name: 'Add' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Find databases on this computer…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Databases on this computer' });
    expect(await within(dialog).findByRole('checkbox', { name: /a\.db/ })).toBeChecked();
    expect(within(dialog).getByRole('checkbox', { name: /places\.sqlite/, hidden: true })).not.toBeChecked();
    expect(within(dialog).getByRole('checkbox', { name: /orders\.db/ })).toBeDisabled();
    await user.click(within(dialog).getByRole('button', { name: 'Protect' }));
    await waitFor(() => { expect(inputsOf('database.register')).toEqual([{ paths: ['/home/ada/Shop/a.db'] }]); });
  });

  test('that fails says so, and searches again', async () => {
    let times = 0;
    const { user } = await opened({
      'database.find': () => {
        times++;
        if (times === 1) throw Object.assign(new Error('the home folder may not be read'), { code: 'database-unreadable' });
        return [];
      },
    });
    await user.click(screen.getByRole('button', { name: 'Add' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Find databases on this computer…' }));
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/No databases were found/)).toBeVisible();
  });
});
