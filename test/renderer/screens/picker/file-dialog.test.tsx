// The file dialog where there is none of the system's, by keyboard.
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { Listing, ListingEntry } from '../../../../main/ipc/contract/shell.ts';
import { joinPath, typedPath } from '../../../../renderer/screens/picker/typed-path.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { database, engine, NOW } from '../../rig/states.ts';

const entry = (path: string, kind: 'folder' | 'file'): ListingEntry =>
  ({ path, name: path.slice(path.lastIndexOf('/') + 1), kind, size: 4096, changedAt: NOW });

const FOLDERS: Readonly<Record<string, Listing>> = {
  '/home/ada': { folder: '/home/ada', entries: [entry('/home/ada/Shop', 'folder'), entry('/home/ada/a.db', 'file'), entry('/home/ada/b.db', 'file')], more: 3 },
  '/home/ada/Shop': { folder: '/home/ada/Shop', parent: '/home/ada', entries: [entry('/home/ada/Shop/c.db', 'file')], more: 0 },
};

const list: NonNullable<Answers['files.list']> = ({ folder = '/home/ada' }) => {
  const listing = FOLDERS[folder];
  if (listing === undefined) throw Object.assign(new Error(`${folder} is outside your home folder`), { code: 'refused', hint: 'Choose one inside it.' });
  return listing;
};

async function choosing(): Promise<Opened> {
  const app = openApp(engine([database('orders.db')]), {
    shell: { chooser: 'listing', face: 'dashboard' },
    answers: { 'files.list': list, 'database.register': () => [] },
  });
  await app.user.click(await screen.findByRole('button', { name: 'Add' }));
  await app.user.click(await screen.findByRole('menuitem', { name: 'Choose files…' }));
  await screen.findByRole('dialog', { name: 'Choose databases' });
  await waitFor(() => { expect(screen.getByRole('listbox')).toHaveFocus(); });
  return app;
}

describe('the file dialog', () => {
  test('ticks several with Space and hands them over', async () => {
    const { user, inputsOf } = await choosing();
    await user.keyboard('{ArrowDown} {ArrowDown} ');
    expect(screen.getAllByRole('option', { selected: true }).map((option) => option.textContent)).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Choose 2 files' }));
    await waitFor(() => { expect(inputsOf('database.register')).toEqual([{ paths: ['/home/ada/a.db', '/home/ada/b.db'] }]); });
  });

  test('Enter opens a folder and takes a file; Backspace goes up; letters jump', async () => {
    const { user, inputsOf } = await choosing();
    await user.keyboard('s{Enter}');
    expect(await screen.findByRole('option', { name: /c\.db/ })).toBeVisible();
    await user.keyboard('{Backspace}');
    expect(await screen.findByRole('option', { name: /Shop/ })).toBeVisible();
    await waitFor(() => { expect(screen.getByRole('listbox')).toHaveFocus(); });
    await user.keyboard('{Enter}');
    await screen.findByRole('option', { name: /c\.db/ });
    await waitFor(() => { expect(screen.getByRole('listbox')).toHaveFocus(); });
    await user.keyboard('{Enter}');
    await waitFor(() => { expect(inputsOf('database.register')).toEqual([{ paths: ['/home/ada/Shop/c.db'] }]); });
  });

  test('a folder that may not be shown says so, and the last one stays', async () => {
    const { user } = await choosing();
    const box = screen.getByRole('textbox', { name: 'Folder or file' });
    await user.clear(box);
    await user.type(box, '/etc{Enter}');
    expect(await screen.findByText('/etc is outside your home folder.')).toBeVisible();
    expect(screen.getByRole('option', { name: /Shop/ })).toBeVisible();
    expect(screen.getByText(/^3 more are not shown/)).toBeVisible();
  });

  test('a typed path is what is chosen, shown or not; a tick takes its place', async () => {
    const { user, inputsOf } = await choosing();
    const box = screen.getByRole('textbox', { name: 'Folder or file' });
    await user.clear(box);
    await user.type(box, '/mnt/disk/shop.db');
    await user.click(screen.getByRole('option', { name: /a\.db/ }));
    expect(screen.getByRole('textbox', { name: 'Folder or file' })).toHaveValue('/home/ada');
    await user.clear(box);
    await user.type(box, '/mnt/disk/shop.db{Enter}');
    await screen.findByText('/mnt/disk/shop.db is outside your home folder.');
    await user.click(screen.getByRole('button', { name: 'Choose 1 file' }));
    await waitFor(() => { expect(inputsOf('database.register')).toEqual([{ paths: ['/mnt/disk/shop.db'] }]); });
  });

  test('leaving it chooses nothing', async () => {
    const { user, inputsOf } = await choosing();
    await user.keyboard('{Escape}');
    await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull(); });
    expect(inputsOf('database.register')).toEqual([]);
  });

  test('the system’s own is used where there is one', async () => {
    const { user, inputsOf } = openApp(engine([database('orders.db')]), {
      answers: { 'files.choose': () => ['/home/ada/x.db'], 'database.register': () => [] },
    });
    await user.click(await screen.findByRole('button', { name: 'Add' }));
    await act(async () => { await user.click(await screen.findByRole('menuitem', { name: 'Choose a folder…' })); });
    await waitFor(() => { expect(inputsOf('files.choose')).toEqual([{ what: 'folder' }]); });
    expect(within(document.body).queryByRole('dialog')).toBeNull();
  });
});

test('typed paths', () => {
  expect(typedPath('~', '/home/ada/Shop', '/home/ada')).toBe('/home/ada');
  expect(typedPath('~/x', '/home/ada/Shop', '/home/ada')).toBe('/home/ada/x');
  expect(typedPath('~/x/', '/home/ada/Shop', '/home/ada')).toBe('/home/ada/x');
  expect(typedPath('/srv//', '/home/ada/Shop', '/home/ada')).toBe('/srv');
  expect(typedPath('/', '/home/ada/Shop', '/home/ada')).toBe('/');
  expect(typedPath(' sub/c.db ', '/home/ada/Shop', '/home/ada')).toBe('/home/ada/Shop/sub/c.db');
  expect(typedPath('/srv', '/home/ada/Shop', '/home/ada')).toBe('/srv');
  expect(joinPath('C:\\Shop', 'c.db')).toBe('C:\\Shop\\c.db');
  expect(joinPath('/', 'srv')).toBe('/srv');
});
