// Going on with a history that is there: where it is, where the database is, how far it is, what became of it.
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Part } from '../../rig/part.ts';
import type { Answers } from '../../rig/fake-engine.ts';
import { engine } from '../../rig/states.ts';

const usual: Answers = {
  'destination.parse': () => ({ kind: 's3', bucket: 'b', path: 'app.db', profile: 'default' }),
  'destination.test': () => [{ step: 'reach', result: 'ok', value: 5 }],
};
const place = { location: { kind: 's3', bucket: 'b', path: 'app.db', profile: 'default' } };

async function tried(answers: Answers): Promise<Opened & { readonly dialog: Part }> {
  const opened = openApp(engine([]), { at: '#/destinations', answers: { ...usual, ...answers } });
  const { user } = opened;
  await user.click(await screen.findByRole('button', { name: 'Go on with a history…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Go on with a history that is there' }));
  await user.type(dialog.getByRole('textbox', { name: 'Or paste an address' }), 's3://b/app.db{Enter}');
  await user.click(await dialog.findByRole('button', { name: 'Try it out' }));
  return { ...opened, dialog };
}

test('a history of Litestream 0.3 is taken over when the person says so', async () => {
  const older = Object.assign(new Error('the history is one of Litestream 0.3 or 0.4'), { code: 'history-older', hint: 'It can be taken over.' });
  const { user, dialog, inputsOf } = await tried({
    'destination.adopt': () => { throw older; },
    'destination.import': () => ({ database: 'db-1', destination: 'to-1', how: 'continued' }),
  });
  await user.type(await dialog.findByRole('textbox', { name: 'Database' }), '/home/ada/app.db');
  await user.click(dialog.getByRole('button', { name: 'Go on with it' }));
  await user.click(await dialog.findByRole('button', { name: 'Take it over' }));
  expect(await screen.findByText('app.db goes on where the history ended.')).toBeVisible();
  expect(inputsOf('destination.import')).toEqual([{ place, path: '/home/ada/app.db' }]);
});

test('shows how far it is, then what became of it, and leads to the database', async () => {
  let finish: () => void = () => undefined;
  const { user, dialog, inputsOf } = await tried({
    'destination.adopt': async (_input, { onNews }) => {
      onNews({ kind: 'progress', progress: { step: 'restore', done: 50e6, total: 100e6 } });
      await new Promise<void>((resolve) => { finish = resolve; });
      return { database: 'db-1', destination: 'to-1', how: 'restored' };
    },
  });
  await user.type(await dialog.findByRole('textbox', { name: 'Database' }), '/home/ada/app.db');
  await user.click(dialog.getByRole('button', { name: 'Go on with it' }));
  expect(await dialog.findByText('50 MB of 100 MB')).toBeVisible();
  expect(inputsOf('destination.adopt')).toEqual([{ place, path: '/home/ada/app.db' }]);
  finish();
  expect(await screen.findByText('app.db was restored, and goes on from there.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Show database' }));
  expect(window.location.hash).toBe('#/database/db-1');
});

test('Cancel ends it while it runs, and it says that it was', async () => {
  const { user, dialog } = await tried({
    'destination.adopt': (_input, { signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => { reject(Object.assign(new Error('the work was cancelled'), { code: 'aborted' })); });
    }),
  });
  await user.type(await dialog.findByRole('textbox', { name: 'Database' }), '/home/ada/app.db');
  await user.click(dialog.getByRole('button', { name: 'Go on with it' }));
  await dialog.findByRole('progressbar');
  await user.click(dialog.getByRole('button', { name: 'Cancel' }));
  expect(await dialog.findByText('The work was cancelled.')).toBeVisible();
});

test('the path is chosen', async () => {
  const { user, dialog } = await tried({ 'files.choose': () => ['/home/ada/chosen.db'] });
  await user.click(await dialog.findByRole('button', { name: 'Choose…' }));
  await waitFor(() => { expect(dialog.getByRole('textbox', { name: 'Database' })).toHaveValue('/home/ada/chosen.db'); });
});
