// Settings: each choice is sent at once; retention says first what it would do.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { DatabaseView, RetentionPreview, SettingsView } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { CHOICES, database, engine, NOW } from '../../rig/states.ts';

const DAY = 86_400_000;
const PREVIEW: RetentionPreview = {
  files: 40, frees: 1.2e9, stored: 2.5e9, points: 9812, keptPoints: 312, oldestKept: Date.now() - 90 * DAY,
  counts: { changes: 73, hourly: 143, daily: 49, weekly: 47, others: 0 }, stays: [NOW - DAY], fades: [NOW - 9 * DAY],
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
      'retention.preview': ({ policy }) => (policy?.changes === DAY ? CALM : PREVIEW),
      'retention.apply': () => 1.2e9,
      'settings.set': () => null,
    });
    expect(await screen.findByText('Nothing fades: all 9,812 points stay.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Save/ })).toBeNull();
    const stepper = screen.getByRole('spinbutton', { name: 'How long every change is kept' });
    expect(stepper).toHaveAttribute('aria-valuetext', '1 day');
    stepper.focus();
    await user.keyboard('{ArrowUp}');
    expect(stepper).toHaveAttribute('aria-valuetext', '2 days');
    expect(await screen.findByText(/^Frees 1.2 GB of 2.5 GB. Keeps 312 of 9,812 points: 73 of every change, 143 hourly, 49 daily, 47 weekly; the oldest from 3 months ago.$/)).toBeVisible();
    expect(inputsOf('settings.set')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Save and free 1.2 GB' }));
    const defaults = { ...CHOICES, retention: { ...CHOICES.retention, changes: 2 * DAY } };
    await waitFor(() => { expect(inputsOf('settings.set')).toEqual([{ defaults }]); });
    expect(await screen.findByText('Saved. 1.2 GB were freed.')).toBeVisible();
  });

  test('is told in four sentences, each with a stepper, and moves along what must not be kept shorter', async () => {
    const { user } = opened();
    const values = (): (string | null)[] => screen.getAllByRole('spinbutton').map((one) => one.getAttribute('aria-valuetext'));
    await screen.findAllByRole('spinbutton');
    expect(values()).toEqual(['1 day', '7 days', '30 days', '1 year', 'every day']);
    await user.click(screen.getByRole('button', { name: 'More: How long one state of each hour is kept' }));
    expect(values()).toEqual(['1 day', '14 days', '30 days', '1 year', 'every day']);
    screen.getByRole('spinbutton', { name: 'How long every change is kept' }).focus();
    await user.keyboard('{End}');
    expect(values()).toEqual(['1 year', '1 year', '1 year', '1 year', 'every day']);
    screen.getByRole('spinbutton', { name: 'How long one state of each day is kept' }).focus();
    await user.keyboard('{Home}');
    expect(values()).toEqual(['1 year', '1 year', 'no time', '1 year', 'every day']);
  });

  test('can be undone before it is saved', async () => {
    const { user } = opened();
    await user.click(await screen.findByRole('button', { name: 'More: How long one state of each week is kept' }));
    expect(screen.getByRole('spinbutton', { name: 'How long one state of each week is kept' })).toHaveAttribute('aria-valuetext', '2 years');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(screen.getByRole('spinbutton', { name: 'How long one state of each week is kept' })).toHaveAttribute('aria-valuetext', '1 year');
  });

  const ALL = 'As for all databases. Change something to give it its own.';

  async function dialogOf(own: DatabaseView['own']): Promise<Opened & { readonly dialog: HTMLElement }> {
    const app = openApp(engine([database('orders.db', { own, effective: { ...CHOICES, ...own } })]), {
      answers: { 'retention.preview': () => PREVIEW, 'database.configure': () => null, 'retention.apply': () => 0 },
    });
    await app.user.click(await screen.findByRole('button', { name: 'More for orders.db' }));
    await app.user.click(await screen.findByRole('menuitem', { name: 'Retention…' }));
    return { ...app, dialog: await screen.findByRole('dialog') };
  }

  test('of one database is that of all until something is changed', async () => {
    const { user, inputsOf, dialog } = await dialogOf({});
    expect(within(dialog).getByText(ALL)).toBeVisible();
    expect(within(dialog).queryByRole('button', { name: 'Use default' })).toBeNull();
    within(dialog).getByRole('spinbutton', { name: 'How often a fresh snapshot is taken' }).focus();
    await user.keyboard('{ArrowUp}');
    expect(within(dialog).getByText('Its own. For all databases: Every change for 1 day, hourly for 7 days, daily for 30 days, weekly for 1 year.')).toBeVisible();
    await user.click(await within(dialog).findByRole('button', { name: 'Save and free 1.2 GB' }));
    const retention = { ...CHOICES.retention, every: 7 * DAY };
    await waitFor(() => { expect(inputsOf('database.configure')).toEqual([{ database: 'db-ordersdb', own: { retention } }]); });
    expect(inputsOf('retention.preview')).toContainEqual({ policy: retention, database: 'db-ordersdb' });
  });

  test('of one database goes back to that of all', async () => {
    const { user, inputsOf, dialog } = await dialogOf({ checkpoints: 'app', retention: { ...CHOICES.retention, changes: 5 * DAY } });
    const changes = within(dialog).getByRole('spinbutton', { name: 'How long every change is kept' });
    expect(changes).toHaveAttribute('aria-valuetext', '5 days');
    await user.click(within(dialog).getByRole('button', { name: 'Use default' }));
    expect(within(dialog).getByText(ALL)).toBeVisible();
    expect(changes).toHaveAttribute('aria-valuetext', '1 day');
    await user.click(await within(dialog).findByRole('button', { name: 'Save and free 1.2 GB' }));
    await waitFor(() => { expect(inputsOf('database.configure')).toEqual([{ database: 'db-ordersdb', own: { checkpoints: 'app' } }]); });
  });
});

test('the report goes to the clipboard', async () => {
  const { user } = opened({ 'diagnostics.report': () => 'Tidemark 0.1.0' });
  await user.click(await screen.findByRole('button', { name: 'Copy report' }));
  expect(await screen.findByText('Copied')).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe('Tidemark 0.1.0');
});
