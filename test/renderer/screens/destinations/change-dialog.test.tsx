// Changing a destination: its name, its choices, its secrets that are never shown, trying it out again.
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { DestinationView } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Part } from '../../rig/part.ts';
import type { Answers } from '../../rig/fake-engine.ts';
import { bucket, destination, engine } from '../../rig/states.ts';

const usual: Answers = {
  'destination.rename': () => null,
  'destination.change': () => null,
  'destination.test': () => [{ step: 'reach', result: 'ok', value: 5 }],
  'destination.estimate': () => ({ writes: 1, reads: 1, lists: 1, stored: 1, dollars: { changes: 1, levels: 0, pen: 0, storage: 0 } }),
};

async function change(one: DestinationView, answers: Answers = {}): Promise<Opened & { readonly dialog: Part }> {
  const opened = openApp(engine([], { destinations: { [one.id]: one } }), { at: '#/destinations', answers: { ...usual, ...answers } });
  await opened.user.click(await screen.findByRole('button', { name: `More for ${one.name}` }));
  await opened.user.click(await screen.findByRole('menuitem', { name: 'Change…' }));
  return { ...opened, dialog: within(await screen.findByRole('dialog', { name: `Change ${one.name}` })) };
}

const nas = destination('to-nas', 'NAS', {
  kind: 'sftp',
  url: 'sftp://ada@nas.lan/b',
  location: { kind: 'sftp', host: 'nas.lan', port: 22, user: 'ada', path: '/b', hostKey: 'old' },
  secrets: ['password'],
});

test('a name', async () => {
  const { user, dialog, inputsOf } = await change(destination('to-disk', 'Backup Disk'));
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await user.clear(name);
  await user.type(name, ' Red disk {Enter}');
  await waitFor(() => { expect(inputsOf('destination.rename')).toEqual([{ destination: 'to-disk', name: 'Red disk' }]); });
  expect(inputsOf('destination.change')).toEqual([]);
  await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull(); });
});

test('only the choices that were changed are sent', async () => {
  const { user, dialog, inputsOf } = await change(bucket('to-b', 'eu-bucket'));
  await user.click(dialog.getByText('More choices'));
  await user.click(dialog.getByRole('radio', { name: 'Off' }));
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() => { expect(inputsOf('destination.change')).toEqual([{ destination: 'to-b', choices: { pen: 'unused' } }]); });
  expect(inputsOf('destination.rename')).toEqual([]);
});

test('secrets that are kept are not shown; one that is replaced is sent alone', async () => {
  const { user, dialog, inputsOf } = await change(bucket('to-b', 'eu-bucket'));
  expect(dialog.getAllByText('Kept on this computer')).toHaveLength(2);
  expect(dialog.queryByRole('textbox', { name: 'Bucket' })).toBeNull();
  await user.click(dialog.getByRole('button', { name: 'Replace… Secret key' }));
  await user.type(dialog.getByLabelText('Secret key'), 'newer');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() => {
    expect(inputsOf('destination.change')).toEqual([{
      destination: 'to-b',
      location: { kind: 's3', bucket: 'ada-backups', path: 'tidemark', region: 'eu-central-1' },
      secrets: { 'secret-access-key': 'newer' },
    }]);
  });
});

test('another way to sign in forgets the secrets of the old one', async () => {
  const { user, dialog, inputsOf } = await change(nas);
  await user.click(dialog.getByRole('radio', { name: 'Private key' }));
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(dialog.getByLabelText('Private key', { selector: 'textarea' })).toHaveFocus();
  await user.type(dialog.getByLabelText('Private key', { selector: 'textarea' }), 'KEY');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() => {
    expect(inputsOf('destination.change')).toMatchObject([{ secrets: { password: '', 'private-key': 'KEY' } }]);
  });
});

test('is tried out as it is, or saved first', async () => {
  const { user, dialog, inputsOf } = await change(bucket('to-b', 'eu-bucket'));
  await user.click(dialog.getByRole('button', { name: 'Try it out now' }));
  expect(await dialog.findByText('Can be reached')).toBeVisible();
  expect(inputsOf('destination.test')).toEqual([{ destination: 'to-b' }]);
  expect(inputsOf('destination.change')).toEqual([]);
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), '!');
  await user.click(dialog.getByRole('button', { name: 'Save and try it out' }));
  await waitFor(() => { expect(inputsOf('destination.test')).toHaveLength(2); });
  expect(inputsOf('destination.rename')).toEqual([{ destination: 'to-b', name: 'eu-bucket!' }]);
});

test('a server with another key than before warns, and can be accepted', async () => {
  const hostKey = { type: 'ssh-ed25519', fingerprint: 'SHA256:new', key: 'new' };
  let pinned: 'no' | 'yes' = 'no';
  const { user, dialog, inputsOf } = await change(nas, {
    'destination.test': () => [{ step: 'reach', result: pinned === 'yes' ? 'ok' : 'failed', value: 0, ...(pinned === 'no' && { hostKey }) }],
    'destination.change': () => {
      pinned = 'yes';
      return null;
    },
  });
  await user.click(dialog.getByRole('button', { name: 'Try it out now' }));
  expect(await dialog.findByText(/another key than the one you accepted/)).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'This is the server I mean' }));
  await waitFor(() => { expect(inputsOf('destination.change')).toMatchObject([{ destination: 'to-nas', location: { hostKey: 'new' } }]); });
  await waitFor(() => { expect(dialog.queryByText('ssh-ed25519 SHA256:new')).toBeNull(); });
});

test('what goes wrong is said, and the dialog stays', async () => {
  const { user, dialog } = await change(bucket('to-b', 'eu-bucket'), {
    'destination.rename': () => { throw Object.assign(new Error('the name is taken'), { code: 'refused', hint: '' }); },
  });
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), '!');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await dialog.findByText('The name is taken.')).toBeVisible();
});
