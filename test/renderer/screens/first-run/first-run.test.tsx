// The first screen: what is found, what is dropped, where to, and the one button.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Candidate } from '../../../../main/ipc/contract/views.ts';
import { chosenPlace } from '../../../../renderer/app/protect/place-choice.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { engine, NOW } from '../../rig/states.ts';

const empty = engine([], { destinations: {}, settings: { ...engine([]).settings, defaultDestination: '' } });

const found = (path: string, app?: string): Candidate =>
  ({ path, size: 4096, pageSize: 4096, mode: 'wal', changedAt: NOW, ...(app !== undefined && { app }) });

const WORLD: Answers = {
  'database.find': () => [found('/home/ada/a.db'), found('/home/ada/Zotero/zotero.sqlite', 'Zotero'), found('/x/cookies.sqlite', 'Firefox')],
  'database.check': ({ path }) => ({ path, size: 1, pageSize: 4096, mode: 'wal' }),
  'database.register': () => [],
  'destination.places': () => [
    { path: '/home/ada/Backups', name: 'Backups', free: 1e9, total: 2e9, kind: 'folder' },
    { path: '/media/ada/Disk', name: 'Disk', free: 5e9, total: 1e10, kind: 'disk' },
  ],
  'destination.add': () => 'to-new',
  'settings.set': () => null,
};

function opened(answers: Answers = {}): Opened {
  return openApp(empty, { answers: { ...WORLD, ...answers } });
}

test('one button protects what is likely missed, on another disk', async () => {
  const { user, inputsOf } = opened();
  await user.click(await screen.findByRole('button', { name: 'Protect 2 databases' }));
  await waitFor(() => {
    expect(inputsOf('database.register')).toEqual([
      { paths: ['/home/ada/a.db', '/home/ada/Zotero/zotero.sqlite'], destinations: ['to-new'] },
    ]);
  });
  expect(inputsOf('destination.add')).toEqual([{ place: { location: { kind: 'folder', path: '/media/ada/Disk' } }, name: 'Disk' }]);
  expect(inputsOf('settings.set')).toEqual([{ defaultDestination: 'to-new' }]);
});

test('a place on the same disk is called that', async () => {
  const { user } = opened();
  await screen.findByRole('button', { name: 'Protect 2 databases' });
  expect(screen.queryByText(/own disk/)).toBeNull();
  await user.click(screen.getByRole('radio', { name: /Backups/ }));
  expect(screen.getByText(/This is the computer’s own disk/)).toBeVisible();
});

test('nothing ticked, nothing to press', async () => {
  const { user, inputsOf } = opened();
  await screen.findByRole('button', { name: 'Protect 2 databases' });
  await user.click(screen.getByRole('checkbox', { name: /^a\.db/ }));
  await user.click(screen.getByRole('checkbox', { name: /^zotero/ }));
  await user.click(screen.getByRole('button', { name: 'Choose at least one database' }));
  expect(inputsOf('database.register')).toEqual([]);
});

test('a drop is added to the choice, and what is no database is refused with its reason', async () => {
  const check: Answers = {
    'database.check': ({ path }) => {
      if (path.endsWith('.txt')) throw Object.assign(new Error('b.txt is not an SQLite database'), { code: 'database-not-sqlite' });
      return { path, size: 1, pageSize: 4096, mode: 'wal' };
    },
  };
  const { inputsOf } = opened(check);
  await screen.findByRole('button', { name: 'Protect 2 databases' });
  const items = ['c.db', 'b.txt'].map((name) => ({ getAsFile: () => new File(['x'], name), webkitGetAsEntry: () => null }));
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], items, getData: () => '' } });
  expect(await screen.findByRole('button', { name: 'Protect 3 databases' })).toBeVisible();
  expect(await screen.findByRole('checkbox', { name: /^c\.db/ })).toBeChecked();
  expect(await screen.findByText('b.txt was not taken')).toBeVisible();
  expect(inputsOf('database.register')).toEqual([]);
});

test('what was found already and is dropped is shown as dropped', async () => {
  opened({ 'database.locate': () => '/home/ada/a.db' });
  await screen.findByRole('button', { name: 'Protect 2 databases' });
  const items = [{ getAsFile: () => new File(['x'], 'a.db'), webkitGetAsEntry: () => null }];
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], items, getData: () => '' } });
  const dropped = within(await screen.findByRole('region', { name: 'Dropped and chosen' }));
  expect(dropped.getByRole('checkbox', { name: /^a\.db/ })).toBeChecked();
  expect(screen.getAllByRole('checkbox', { name: /^a\.db/ })).toHaveLength(1);
  expect(screen.getByRole('button', { name: 'Protect 2 databases' })).toBeVisible();
});

test('a folder of the home folder that is chosen is on the own disk; one of another disk is not', () => {
  const disk = { path: '/home/ada/mnt', name: 'Disk', free: 1, total: 2, kind: 'disk' } as const;
  expect(chosenPlace('/home/ada/Copies', [disk], '/home/ada')).toMatchObject({ disk: 'own' });
  expect(chosenPlace('/home/ada/mnt/x', [disk], '/home/ada')).toMatchObject({ disk: 'other' });
  expect(chosenPlace('/home/adam', [disk], '/home/ada')).toEqual({ kind: 'new', path: '/home/adam' });
});

test('a place that cannot be used is said where the button is', async () => {
  const refuse = (): never => { throw Object.assign(new Error('/media/ada/Disk may not be written'), { code: 'destination-denied', hint: 'Choose another place.' }); };
  const { user } = opened({ 'destination.add': refuse });
  await user.click(await screen.findByRole('button', { name: 'Protect 2 databases' }));
  expect(await screen.findByText('/media/ada/Disk may not be written.')).toBeVisible();
});
