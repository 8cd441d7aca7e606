// Settings: each choice is sent at once; retention says first what it would do.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { RetentionPreview, SettingsView } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { CHOICES, database, engine, NOW } from '../../rig/states.ts';

const DAY = 86_400_000;
const PREVIEW: RetentionPreview = {
  files: 40, frees: 1.2e9, stored: 2.5e9, points: 9812, keptPoints: 312, oldestKept: Date.now() - 90 * DAY, stays: [NOW - DAY], fades: [NOW - 9 * DAY],
};
const CALM: RetentionPreview = { ...PREVIEW, frees: 0, keptPoints: 9812, fades: [] };

function opened(answers: Answers = {}, shell: Parameters<typeof openApp>[1] = {}): Opened {
  return openApp(engine([database('orders.db')]), { at: '#/settings', answers: { 'retention.preview': () => CALM, ...answers }, ...shell });
}

describe('choices', () => {
  test.each<[string, string, Partial<SettingsView>]>([
    ['Language', 'Deutsch', { language: 'de' }],
    ['Appearance', 'Dark', { theme: 'dark' }],
    ['Notifications', 'None', { notifications: 'none' }],
    ['Start at login', 'On', { startAtLogin: 'yes' }],
    ['Long logs', 'Left to the app', { defaults: { ...CHOICES, checkpoints: 'app' } }],
  ])('%s: %s', async (group, option, sent) => {
    const { user, inputsOf } = opened({ 'settings.set': () => null });
    const radios = await screen.findByRole('radiogroup', { name: group });
    await user.click(within(radios).getByRole('radio', { name: option }));
    await waitFor(() => { expect(inputsOf('settings.set')).toEqual([sent]); });
  });

  test('one that is refused says so', async () => {
    const { user } = opened({ 'settings.set': () => { throw Object.assign(new Error('the settings could not be written'), { code: 'disk-full' }); } });
    await user.click(await screen.findByRole('radio', { name: 'None' }));
    expect(await screen.findByText('The settings could not be written.')).toBeVisible();
  });

  test('starting at login is not offered where it cannot be', async () => {
    opened({}, { shell: { login: 'not here', face: 'dashboard' } });
    expect(await screen.findByText(/was started by hand here/)).toBeVisible();
    expect(screen.queryByRole('radiogroup', { name: 'Start at login' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Look for updates' })).toBeNull();
  });
});

describe('retention', () => {
  test('says what fades before it is saved, and saves what was said', async () => {
    const { user, inputsOf } = opened({
      'retention.preview': ({ policy }) => (policy.changes === 7 * DAY ? CALM : PREVIEW),
      'retention.apply': () => 1.2e9,
      'settings.set': () => null,
    });
    expect(await screen.findByText('Nothing fades: all 9,812 points stay.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Save/ })).toBeNull();
    const stepper = screen.getByRole('spinbutton', { name: 'How long every change is kept' });
    expect(stepper).toHaveAttribute('aria-valuetext', '7 days');
    stepper.focus();
    await user.keyboard('{ArrowDown}');
    expect(stepper).toHaveAttribute('aria-valuetext', '5 days');
    expect(await screen.findByText('Frees 1.2 GB of 2.5 GB. Keeps 312 of 9,812 points, the oldest from 3 months ago.')).toBeVisible();
    expect(inputsOf('settings.set')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Save and free 1.2 GB' }));
    const defaults = { ...CHOICES, retention: { ...CHOICES.retention, changes: 5 * DAY } };
    await waitFor(() => { expect(inputsOf('settings.set')).toEqual([{ defaults }]); });
    expect(await screen.findByText('Saved. 1.2 GB were freed.')).toBeVisible();
  });

  test('can be undone before it is saved', async () => {
    const { user } = opened();
    await user.click(await screen.findByRole('button', { name: 'More: How long snapshots are kept' }));
    expect(screen.getByRole('spinbutton', { name: 'How long snapshots are kept' })).toHaveAttribute('aria-valuetext', '180 days');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(screen.getByRole('spinbutton', { name: 'How long snapshots are kept' })).toHaveAttribute('aria-valuetext', '90 days');
  });

  test('of one database: the default beside its own choice', async () => {
    const { user, inputsOf } = openApp(engine([database('orders.db')]), {
      answers: { 'retention.preview': () => PREVIEW, 'database.configure': () => null, 'retention.apply': () => 0 },
    });
    await user.click(await screen.findByRole('button', { name: 'More for orders.db' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Retention…' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('radio', { name: /^As for all databases/ })).toBeChecked();
    expect(within(dialog).getByText('Every change for 7 days, then one snapshot every day for 90 days.')).toBeVisible();
    expect(within(dialog).queryByRole('spinbutton')).toBeNull();
    await user.click(within(dialog).getByRole('radio', { name: 'Its own choice' }));
    within(dialog).getByRole('spinbutton', { name: 'How often a snapshot is kept' }).focus();
    await user.keyboard('{ArrowUp}');
    await user.click(await within(dialog).findByRole('button', { name: 'Save and free 1.2 GB' }));
    const retention = { ...CHOICES.retention, every: 7 * DAY };
    await waitFor(() => { expect(inputsOf('database.configure')).toEqual([{ database: 'db-ordersdb', own: { retention } }]); });
    expect(inputsOf('retention.preview')).toContainEqual({ policy: retention, database: 'db-ordersdb' });
  });
});

test('the report goes to the clipboard', async () => {
  const { user } = opened({ 'diagnostics.report': () => 'Tidemark 0.1.0' });
  await user.click(await screen.findByRole('button', { name: 'Copy report' }));
  expect(await screen.findByText('Copied')).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe('Tidemark 0.1.0');
});
