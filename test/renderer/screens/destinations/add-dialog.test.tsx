// Adding a destination: kinds, pasted addresses, fields and what is wrong with them, the trial, host keys, the name,
// what it may cost.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { TestLine } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Part } from '../../rig/part.ts';
import type { Answers } from '../../rig/fake-engine.ts';
import { engine } from '../../rig/states.ts';

const OK: readonly TestLine[] = [
  { step: 'reach', result: 'ok', value: 24 },
  { step: 'clock', result: 'ok', value: -1400 },
  { step: 'space', result: 'unknown', value: 0 },
];
const failing = (code: string, over: Partial<TestLine> = {}): readonly TestLine[] =>
  [{ step: 'reach', result: 'failed', value: 0, reason: { code, message: 'the server does not answer', hint: 'Look at the cable.' }, ...over }];

const usual: Answers = {
  'destination.places': () => [{ path: '/media/ada/Travel', name: 'Travel', free: 1e9, total: 2e9, kind: 'disk' }],
  'destination.test': () => OK,
  'destination.add': () => 'to-new',
  'destination.estimate': () => ({ writes: 1, reads: 1, lists: 1, stored: 1, dollars: { changes: 0.1, levels: 0.02, pen: 0.001, storage: 0.03 } }),
};

interface Wizard extends Opened {
  readonly dialog: Part;
}

async function wizard(answers: Answers = {}): Promise<Wizard> {
  const opened = openApp(engine([]), { at: '#/destinations', answers: { ...usual, ...answers } });
  await opened.user.click(await screen.findByRole('button', { name: 'Add a destination' }));
  return { ...opened, dialog: within(await screen.findByRole('dialog', { name: 'Add a destination' })) };
}

async function kind(name: string, answers: Answers = {}): Promise<Wizard> {
  const opened = await wizard(answers);
  await opened.user.click(opened.dialog.getByRole('button', { name: new RegExp(`^${name}`) }));
  return opened;
}

async function type({ user, dialog }: Wizard, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) {
    const field = dialog.getByLabelText(label, { selector: 'input:not([type=radio]), textarea' });
    await user.clear(field);
    await user.type(field, text);
  }
}

const S3 = { 'Bucket': 'ada-backups', 'Access key': 'AKIA', 'Secret key': 'hush' };
const tryOut = async ({ user, dialog }: Wizard): Promise<void> => {
  await user.click(dialog.getByRole('button', { name: 'Try it out' }));
};

describe('a folder', () => {
  test('is tried out line by line before the eyes, then added under a name', async () => {
    let finish: () => void = () => undefined;
    const opened = await kind('Folder or disk', {
      'destination.test': async (_input, { onNews }) => {
        onNews({ kind: 'line', line: OK[0]! });
        await new Promise<void>((resolve) => { finish = resolve; });
        return OK;
      },
    });
    const { user, dialog, inputsOf } = opened;
    expect(dialog.getByRole('button', { name: 'Try it out' })).toHaveAttribute('aria-disabled', 'true');
    await user.click(await dialog.findByRole('radio', { name: /Travel/ }));
    await tryOut(opened);
    expect(await dialog.findByText('Can be reached')).toBeVisible();
    expect(dialog.queryByText('Clocks agree')).toBeNull();
    expect(dialog.getByRole('button', { name: 'Add' })).toHaveAttribute('aria-disabled', 'true');
    finish();
    expect((await dialog.findByText('Clocks agree')).parentElement).toHaveTextContent('within 1 sec');
    expect(dialog.getByText('Has space').parentElement).toHaveTextContent('does not say');
    expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Travel');
    await type(opened, { Name: 'Red disk' });
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    const place = { location: { kind: 'folder', path: '/media/ada/Travel' } };
    await waitFor(() => { expect(inputsOf('destination.add')).toEqual([{ place, name: 'Red disk', choices: {} }]); });
    expect(inputsOf('destination.test')).toEqual([{ place }]);
    await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull(); });
  });

  test('that fails is not added; tried again it may be', async () => {
    let works: 'no' | 'yes' = 'no';
    const opened = await kind('Folder or disk', { 'destination.test': () => (works === 'yes' ? OK : failing('destination-denied')) });
    const { user, dialog, inputsOf } = opened;
    await user.click(await dialog.findByRole('radio', { name: /Travel/ }));
    await tryOut(opened);
    expect(await dialog.findByText('The server does not answer.')).toBeVisible();
    expect(dialog.getByText('Look at the cable.')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    expect(inputsOf('destination.add')).toEqual([]);
    works = 'yes';
    await user.click(dialog.getByRole('button', { name: 'Try again' }));
    expect(await dialog.findByRole('textbox', { name: 'Name' })).toBeVisible();
  });

  test('that is not there is not added: nothing could be made in it', async () => {
    const opened = await kind('Folder or disk', { 'destination.test': () => failing('destination-absent') });
    const { user, dialog } = opened;
    await user.click(await dialog.findByRole('radio', { name: /Travel/ }));
    await tryOut(opened);
    await dialog.findByText('Look at the cable.');
    expect(dialog.getByRole('button', { name: 'Add' })).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('a bucket', () => {
  test('with keys, priced as its provider prices it', async () => {
    const opened = await kind('S3 bucket');
    const { user, dialog, inputsOf } = opened;
    await user.click(dialog.getByRole('radio', { name: 'Backblaze B2' }));
    await type(opened, { ...S3, 'Region': 'eu-central-003', 'Folder in the bucket': '/tidemark/' });
    expect(dialog.getByLabelText('Secret key')).toHaveAttribute('type', 'password');
    await tryOut(opened);
    expect(await dialog.findByText(/^About \$0\.15 a month/)).toBeVisible();
    expect(dialog.getByText('Changes $0.10 · merging and snapshots $0.02 · pen < $0.01 · room $0.03')).toBeVisible();
    fireEvent.change(dialog.getByRole('slider', { name: 'Budget' }), { target: { value: '3' } });
    expect(dialog.getByRole('slider', { name: 'Budget' })).toHaveAttribute('aria-valuetext', 'at most $1.00 a month');
    await waitFor(() => { expect(inputsOf('destination.estimate').at(-1)).toMatchObject({ choices: { budget: 1, prices: 'b2' } }); });
    await user.click(dialog.getByText('More choices'));
    await user.selectOptions(dialog.getByRole('combobox', { name: 'Upload at most' }), '1 MB/s');
    await user.click(within(dialog.getByRole('radiogroup', { name: 'One writer at a time' })).getByRole('radio', { name: 'Off' }));
    await user.click(dialog.getByRole('radio', { name: 'Rules of the bucket' }));
    await user.selectOptions(dialog.getByRole('combobox', { name: 'Written as' }), 'Litestream 0.3 (generations)');
    await user.click(dialog.getByRole('button', { name: 'Add' }));
    await waitFor(() => {
      expect(inputsOf('destination.add')).toEqual([{
        place: {
          location: { kind: 's3', bucket: 'ada-backups', path: 'tidemark', endpoint: 'https://s3.eu-central-003.backblazeb2.com', region: 'eu-central-003' },
          secrets: { 'access-key-id': 'AKIA', 'secret-access-key': 'hush' },
        },
        name: 'ada-backups',
        choices: { budget: 1, uploadLimit: 1_000_000, pen: 'unused', deletion: 'bucket', format: 'generations' },
      }]);
    });
  });

  test('with this computer’s own sign-in there are no keys', async () => {
    const opened = await kind('S3 bucket');
    const { user, dialog, inputsOf } = opened;
    await type(opened, S3);
    await user.click(dialog.getByRole('radio', { name: 'This computer’s AWS sign-in' }));
    await type(opened, { Profile: 'backups' });
    await tryOut(opened);
    await waitFor(() => {
      expect(inputsOf('destination.test')).toEqual([{ place: { location: { kind: 's3', bucket: 'ada-backups', path: '', profile: 'backups' } } }]);
    });
  });

  test('what is missing or wrong is said where it is, and nothing is tried', async () => {
    const opened = await kind('S3 bucket');
    const { user, dialog, inputsOf } = opened;
    await user.click(dialog.getByRole('radio', { name: 'Other' }));
    await type(opened, { Endpoint: 'minio', Bucket: 'b' });
    await tryOut(opened);
    const endpoint = dialog.getByRole('textbox', { name: 'Endpoint' });
    expect(endpoint).toHaveAccessibleDescription('This does not look right. For example: https://minio.example.net:9000');
    expect(endpoint).toHaveFocus();
    expect(dialog.getByLabelText('Secret key')).toHaveAccessibleDescription('This is needed.');
    expect(inputsOf('destination.test')).toEqual([]);
  });

  test('a wrong field in the fold opens it', async () => {
    const opened = await kind('S3 bucket');
    const { user, dialog } = opened;
    await type(opened, S3);
    await user.click(dialog.getByText('Advanced'));
    await type(opened, { 'Size of parts, MiB': '4' });
    await user.click(dialog.getByText('Advanced'));
    await tryOut(opened);
    expect(dialog.getByLabelText('Size of parts, MiB')).toHaveFocus();
    expect(dialog.getByText('Advanced').closest('details')).toHaveAttribute('open');
  });

  test('Back from the trial keeps what was typed', async () => {
    const opened = await kind('S3 bucket');
    const { user, dialog } = opened;
    await type(opened, S3);
    await tryOut(opened);
    await user.click(await dialog.findByRole('button', { name: 'Back' }));
    expect(dialog.getByRole('textbox', { name: 'Bucket' })).toHaveValue('ada-backups');
    await user.click(dialog.getByRole('button', { name: 'Back' }));
    expect(dialog.getByRole('button', { name: /^WebDAV/ })).toBeVisible();
  });
});

describe('a server', () => {
  test('that is only away can be added all the same, and what that means is said', async () => {
    const opened = await kind('WebDAV', { 'destination.test': () => failing('destination-absent') });
    const { user, dialog, inputsOf } = opened;
    await type(opened, { 'Address of the folder': 'https://dav.example.net/b' });
    await tryOut(opened);
    expect(await dialog.findByText(/changes wait on this computer until it can/)).toBeVisible();
    await user.click(dialog.getByText('More choices'));
    expect(dialog.queryByRole('radiogroup', { name: 'One writer at a time' })).toBeNull();
    expect(dialog.queryByRole('combobox', { name: 'Written as' })).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Add anyway' }));
    await waitFor(() => { expect(inputsOf('destination.add')).toMatchObject([{ name: 'dav.example.net' }]); });
  });

  const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:abc', key: 'ssh-ed25519 AAAA' };

  test('that is new shows its key; pinned, it is tried on', async () => {
    const opened = await kind('SFTP server', {
      'destination.test': (what) =>
        'place' in what && what.place.location.kind === 'sftp' && what.place.location.hostKey === key.key ? OK : failing('destination-untrusted', { hostKey: key }),
    });
    const { user, dialog, inputsOf } = opened;
    await type(opened, { Server: 'nas.lan', User: 'ada', Password: ' with spaces ' });
    await tryOut(opened);
    expect(await dialog.findByText('ssh-ed25519 SHA256:abc')).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Add' })).toHaveAttribute('aria-disabled', 'true');
    await user.click(dialog.getByRole('button', { name: 'This is the server I mean' }));
    await user.click(await dialog.findByRole('button', { name: 'Add' }));
    await waitFor(() => {
      expect(inputsOf('destination.add')).toEqual([{
        place: {
          location: { kind: 'sftp', host: 'nas.lan', port: 22, user: 'ada', path: '', hostKey: key.key },
          secrets: { password: ' with spaces ' },
        },
        name: 'nas.lan',
        choices: {},
      }]);
    });
  });

  test('with a private key asks for that instead of a password', async () => {
    const opened = await kind('SFTP server');
    const { user, dialog, inputsOf } = opened;
    await user.click(dialog.getByRole('radio', { name: 'Private key' }));
    expect(dialog.queryByLabelText('Password', { selector: '[type=password]' })).toBeNull();
    await type(opened, { 'Server': 'nas.lan', 'User': 'ada', 'Port': '2222', 'Private key': 'KEY', 'Passphrase of the key': 'open' });
    await tryOut(opened);
    await waitFor(() => {
      expect(inputsOf('destination.test')).toEqual([{
        place: {
          location: { kind: 'sftp', host: 'nas.lan', port: 2222, user: 'ada', path: '' },
          secrets: { 'private-key': 'KEY', passphrase: 'open' },
        },
      }]);
    });
  });
});

describe('a pasted address', () => {
  test('fills the fields', async () => {
    const { user, dialog, inputsOf } = await wizard({ 'destination.parse': () => ({ kind: 'webdav', url: 'https://dav.example.net/b', user: 'ada' }) });
    await user.type(dialog.getByRole('textbox', { name: 'Or paste an address' }), 'webdavs://ada@dav.example.net/b{Enter}');
    expect(await dialog.findByRole('textbox', { name: 'Address of the folder' })).toHaveValue('https://dav.example.net/b');
    expect(dialog.getByRole('textbox', { name: 'User' })).toHaveValue('ada');
    expect(inputsOf('destination.parse')).toEqual([{ text: 'webdavs://ada@dav.example.net/b' }]);
  });

  test('of the web is one of WebDAV', async () => {
    const { user, dialog, inputsOf } = await wizard();
    await user.type(dialog.getByRole('textbox', { name: 'Or paste an address' }), ' https://cloud.example.org/dav/ada{Enter}');
    expect(await dialog.findByRole('textbox', { name: 'Address of the folder' })).toHaveValue('https://cloud.example.org/dav/ada');
    expect(inputsOf('destination.parse')).toEqual([]);
  });

  test('that is none says so', async () => {
    const { user, dialog } = await wizard({
      'destination.parse': () => { throw Object.assign(new Error('this is no address'), { code: 'config', hint: 'Give a URL.' }); },
    });
    await user.type(dialog.getByRole('textbox', { name: 'Or paste an address' }), 'nonsense');
    await user.click(dialog.getByRole('button', { name: 'Use it' }));
    expect(await dialog.findByText('This is no address.')).toBeVisible();
  });
});

test('the focus goes along with the steps', async () => {
  const { user, dialog } = await wizard();
  dialog.getByRole('button', { name: /^SFTP server/ }).focus();
  await user.keyboard('{Enter}');
  expect(dialog.getByRole('textbox', { name: 'Server' })).toHaveFocus();
  await user.click(dialog.getByRole('button', { name: 'Back' }));
  expect(dialog.getByRole('button', { name: /^Folder or disk/ })).toHaveFocus();
});
