// The frame around all screens: the truth, the connection, what runs, where one can go.
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { OperationView } from '../../../main/ipc/contract/views.ts';
import { openApp } from '../rig/app.tsx';
import { database, engine, everyState, NOW, SHELL } from '../rig/states.ts';

const restoring: OperationView = {
  id: 'op-7',
  facts: { kind: 'restore-copy', txid: 7, at: NOW, output: '/home/ada/copy.db' },
  startedAt: NOW,
  state: { kind: 'running', cancel: 'possible', progress: { step: 'restore', done: 25, total: 100 } },
};

describe('truth', () => {
  test('is one sentence, with the worst that is so', async () => {
    const { show } = openApp(engine([database('a.db'), database('b.db')]));
    expect(await screen.findByText(/^Both databases are safe\. Last change copied/)).toBeVisible();
    act(() => { show(engine(everyState())); });
    expect(screen.getAllByText('crm.db needs you: the folder /media/backup may not be written. The other 5 are unaffected.')[0]).toBeVisible();
  });

  test('is read aloud when it changes, and not with every second', async () => {
    const { show } = openApp(engine([database('a.db')]));
    const spoken = await screen.findByText('Your database is safe.');
    expect(spoken).toHaveAttribute('role', 'status');
    act(() => { show(engine([database('a.db', { changedAt: NOW + 60_000 })])); });
    expect(screen.getByText('Your database is safe.')).toBe(spoken);
  });
});

describe('connection', () => {
  test('nothing is shown as known before it is', async () => {
    const { show } = openApp(undefined);
    expect(screen.getByText('Connecting to Tidemark…')).toBeInTheDocument();
    act(() => { show(engine([database('a.db')])); });
    expect(await screen.findByRole('row', { name: /^a\.db/ })).toBeVisible();
  });

  test('what was known stays when it is lost, and that is said', async () => {
    const { session } = openApp(engine([database('a.db')]));
    await screen.findByRole('row', { name: /^a\.db/ });
    act(() => { session.link.state.set('lost'); });
    expect(screen.getByText(/The connection to Tidemark was lost/)).toBeVisible();
    expect(screen.getByRole('row', { name: /^a\.db/ })).toBeVisible();
  });

  test('who is refused learns how to get back in', () => {
    const { session } = openApp(engine([database('a.db')]));
    act(() => { session.link.state.set('refused'); });
    expect(screen.getByText('tidemark serve')).toBeVisible();
  });
});

describe('what runs', () => {
  test('is one chip that opens Activity', async () => {
    openApp(engine([database('a.db')], { operations: { [restoring.id]: restoring } }));
    expect(await screen.findByRole('link', { name: 'Restoring a copy 25 %' })).toHaveAttribute('href', '#/activity/op-7');
  });

  test('is counted when it is more than one', async () => {
    const two = { 'op-7': restoring, 'op-8': { ...restoring, id: 'op-8' } };
    openApp(engine([database('a.db')], { operations: two }));
    expect(await screen.findByRole('link', { name: '2 tasks running' })).toHaveAttribute('href', '#/activity');
  });
});

describe('ways', () => {
  test('the rail says where one is', async () => {
    const { user } = openApp(engine([database('a.db')]));
    const rail = await screen.findByRole('navigation', { name: 'Screens' });
    expect(within(rail).getByRole('link', { name: 'Databases' })).toHaveAttribute('aria-current', 'page');
    await user.keyboard('{Control>}5{/Control}');
    await waitFor(() => { expect(within(rail).getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page'); });
    expect(document.title).toBe('Settings – Tidemark');
  });

  test('a notice can show a screen', async () => {
    const { session } = openApp(engine([database('a.db')]));
    await screen.findByRole('row');
    act(() => { session.shown.set({ screen: 'destinations' }); });
    expect(await screen.findByRole('heading', { name: 'Destinations' })).toBeVisible();
    expect(session.shown.get()).toBeUndefined();
  });

  test('an address that is none is the first screen', async () => {
    openApp(engine([database('a.db')]), { at: '#/nonsense/1' });
    expect(await screen.findByRole('heading', { name: 'Databases' })).toBeVisible();
  });
});

describe('look', () => {
  test('language and theme change at once', async () => {
    const view = engine([database('a.db')]);
    const { show } = openApp(view);
    await screen.findByRole('heading', { name: 'Databases' });
    act(() => { show({ ...view, settings: { ...view.settings, language: 'de', theme: 'dark' } }); });
    expect(screen.getByRole('heading', { name: 'Datenbanken' })).toBeVisible();
    expect(document.documentElement.lang).toBe('de');
    expect(document.documentElement.dataset.theme).toBe('dark');
  });
});

describe('update', () => {
  test('waits for a person, and says when it was not installed', async () => {
    const fail = (): never => { throw Object.assign(new Error('a restore runs'), { code: 'busy' }); };
    const { user, showShell } = openApp(engine([database('a.db')]), { answers: { 'update.install': fail } });
    await screen.findByRole('row');
    expect(screen.queryByRole('button', { name: 'Restart and update' })).toBeNull();
    act(() => { showShell({ ...SHELL, update: { kind: 'ready', version: '0.2.0' } }); });
    await user.click(screen.getByRole('button', { name: 'Restart and update' }));
    expect(await screen.findByText('The update was not installed: a restore runs')).toBeVisible();
  });
});
