// Destinations: what a card says, adding with a trial, renaming, removing.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { EngineView } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { ABSENT, copy, database, destination, engine, NOW } from '../../rig/states.ts';

const HOUR = 3_600_000;

function opened(over: Partial<EngineView>, databases = [database('orders.db')], answers: Answers = {}): Opened {
  return openApp(engine(databases, over), { at: '#/destinations', answers });
}

const cardOf = async (name: string): Promise<HTMLElement> =>
  (await screen.findByRole('heading', { level: 2, name: new RegExp(`^${name}`) })).closest('li')!;

const one = (over: Parameters<typeof destination>[2] = {}): Partial<EngineView> =>
  ({ destinations: { 'to-disk': destination('to-disk', 'Backup Disk', over) } });

describe('a card', () => {
  test('says space, what is stored and that all is up to date', async () => {
    opened(one());
    const card = within(await cardOf('Backup Disk'));
    expect(card.getByText('Connected')).toBeVisible();
    expect(card.getByText('812 GB of 2 TB free')).toBeVisible();
    expect(card.getByText('2.52 GB stored')).toBeVisible();
    expect(card.getByText('Snapshots: 2.4 GB')).toBeVisible();
    expect(card.getByText('1 database, up to date')).toBeVisible();
    expect(card.getByText('For new databases')).toBeVisible();
  });

  test('shows what is behind before what is not', async () => {
    const late = database('late.db', { txid: 20, copies: [copy({ txid: 8, safeAt: Date.now() - 5 * HOUR, state: { kind: 'uploading' } })] });
    opened(one(), [database('a.db'), late]);
    const [first] = within(await cardOf('Backup Disk')).getAllByRole('listitem').filter((item) => item.querySelector('a') !== null);
    expect(first).toHaveTextContent('late.db');
    expect(first).toHaveTextContent('12 changes behind, up to date 5 hours ago');
  });

  test('warns of the same disk', async () => {
    opened(one({ sameDisk: 'yes' }));
    expect(within(await cardOf('Backup Disk')).getByText(/On the same disk/)).toBeVisible();
  });

  test('an absent disk is a state, not an error', async () => {
    opened(one({ reach: { kind: 'absent', reason: ABSENT } }));
    const card = within(await cardOf('Backup Disk'));
    expect(card.getByText('Not connected')).toBeVisible();
    expect(card.getByText(ABSENT.hint)).toBeVisible();
    expect(card.queryByRole('alert')).toBeNull();
  });
});

describe('adding', () => {
  const places: Answers['destination.places'] = () => [{ path: '/media/ada/Travel', name: 'Travel', free: 1e9, total: 2e9, kind: 'disk' }];

  test('tries the place out before the eyes, then adds it', async () => {
    let finish: () => void = () => undefined;
    const { user, inputsOf } = opened(one(), undefined, {
      'destination.places': places,
      'destination.test': async (_input, { onNews }) => {
        onNews({ kind: 'line', line: { step: 'reach', result: 'ok', value: 24 } });
        await new Promise<void>((resolve) => { finish = resolve; });
        return [{ step: 'reach', result: 'ok', value: 24 }, { step: 'write', result: 'ok', value: 3 }];
      },
      'destination.add': () => 'to-new',
    });
    await user.click(await screen.findByRole('button', { name: 'Add a destination' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(await within(dialog).findByRole('radio', { name: /Travel/ }));
    expect(await within(dialog).findByText('Can be reached')).toBeVisible();
    expect(within(dialog).queryByText('Can be written')).toBeNull();
    expect(within(dialog).getByRole('button', { name: 'Add' })).toHaveAttribute('aria-disabled', 'true');
    finish();
    expect(await within(dialog).findByText('Can be written')).toBeVisible();
    await user.clear(within(dialog).getByRole('textbox', { name: 'Name' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Red disk');
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    await waitFor(() => { expect(inputsOf('destination.add')).toEqual([{ url: '/media/ada/Travel', name: 'Red disk' }]); });
  });

  test('a place that fails its trial is not added', async () => {
    const reason = { code: 'destination-denied', message: 'the folder may not be written', hint: 'Choose another.' };
    const { user, inputsOf } = opened(one(), undefined, {
      'destination.places': places,
      'destination.test': () => [{ step: 'write', result: 'failed', value: 0, reason }],
    });
    await user.click(await screen.findByRole('button', { name: 'Add a destination' }));
    await user.click(await screen.findByRole('radio', { name: /Travel/ }));
    expect(await screen.findByText('The folder may not be written.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Add' }));
    expect(inputsOf('destination.add')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => { expect(inputsOf('destination.test')).toHaveLength(2); });
  });
});

describe('changing', () => {
  test('a name', async () => {
    const { user, inputsOf } = opened(one(), undefined, { 'destination.rename': () => null });
    await user.click(await screen.findByRole('button', { name: 'More for Backup Disk' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename…' }));
    const input = await screen.findByRole('textbox', { name: 'Name' });
    await user.clear(input);
    await user.type(input, ' Red disk {Enter}');
    await waitFor(() => { expect(inputsOf('destination.rename')).toEqual([{ destination: 'to-disk', name: 'Red disk' }]); });
  });

  test('one in use is not removed, and those that use it are named', async () => {
    const { user, inputsOf } = opened(one(), [database('a.db'), database('b.db')]);
    await user.click(await screen.findByRole('button', { name: 'More for Backup Disk' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Backup Disk is in use' });
    expect(within(dialog).getByText(/^a\.db and b\.db would/)).toBeVisible();
    expect(within(dialog).queryByRole('button', { name: 'Remove' })).toBeNull();
    expect(inputsOf('destination.remove')).toEqual([]);
  });

  test('one that nobody uses is removed after a question', async () => {
    const two = { destinations: { 'to-disk': destination('to-disk', 'Backup Disk'), 'to-old': destination('to-old', 'Old', { addedAt: NOW }) } };
    const { user, inputsOf } = opened(two, undefined, { 'destination.remove': () => null });
    await user.click(await screen.findByRole('button', { name: 'More for Old' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
    await waitFor(() => { expect(inputsOf('destination.remove')).toEqual([{ destination: 'to-old' }]); });
  });
});

test('none is said, with the way to the first', async () => {
  opened({ destinations: {} }, []);
  expect(await screen.findByRole('heading', { name: 'No destination yet' })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Add a destination' })).toBeVisible();
});
