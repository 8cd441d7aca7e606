// Letting a computer in by a code, and following a database step by step.
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ServerOffer, ServingView } from '../../../../main/ipc/contract/views.ts';
import { codeIn } from '../../../../renderer/screens/replicas/follow/use-follow.ts';
import { distanceOf } from '../../../../renderer/parts/lag/lag-track.tsx';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { CODE, live, paired, peer, SERVING } from '../../rig/live.ts';
import type { Part } from '../../rig/part.ts';
import { database, engine } from '../../rig/states.ts';

const shop = [database('orders.db')];
const at = '#/replicas';

const pairing = (until: number): ServingView => ({ ...SERVING, pairing: { code: CODE, until } }) as ServingView;

test('a code is shown large, with its time, the address and the same for a terminal; who comes in is welcomed', async () => {
  const until = Date.now() + 300_000;
  const app: Opened = openApp(engine(shop, { live: live({ serving: SERVING }) }), {
    at,
    answers: {
      'live.pair': () => {
        app.show(engine(shop, { live: live({ serving: pairing(until) }) }));
        return { code: CODE, until, address: 'https://192.168.1.20:7674' };
      },
      'live.endPairing': () => null,
    },
  });
  const { user } = app;
  await user.click(await screen.findByRole('button', { name: 'Let a computer follow…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Let a computer follow' }));
  expect(dialog.getByRole('group', { name: 'Code' })).toHaveTextContent(CODE);
  expect(dialog.getByText('Valid for 5 min')).toBeVisible();
  expect(dialog.getByText('192.168.1.20:7674')).toBeVisible();
  expect(dialog.getByText(`tidemark follow https://192.168.1.20:7674/orders.db -o orders.db -pair ${CODE}`)).toBeInTheDocument();
  await user.click(dialog.getByRole('button', { name: 'Copy code' }));
  expect(await dialog.findByText('Copied')).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe(CODE);
  app.show(engine(shop, { live: live({ serving: SERVING, followers: [paired('pc-9', 'Kitchen Pi')] }) }));
  expect(await dialog.findByText('Kitchen Pi was let in.')).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'Close' }));
  // It is used up: there is nothing to end.
  expect(app.inputsOf('live.endPairing')).toEqual([]);
});

test('a code that nobody used ends when the dialog is closed; one that ran out is replaced by another', async () => {
  const app = openApp(engine(shop, { live: live({ serving: pairing(Date.now() + 300_000) }) }), {
    at: '#/replicas/pair',
    answers: { 'live.endPairing': () => null, 'live.pair': () => ({ code: CODE, until: 0, address: '' }) },
  });
  const { user } = app;
  const dialog = within(await screen.findByRole('dialog', { name: 'Let a computer follow' }));
  await dialog.findByText('Valid for 5 min');
  app.show(engine(shop, { live: live({ serving: pairing(Date.now() - 1) }) }));
  expect(await dialog.findByText('This code is no longer valid.')).toBeVisible();
  await user.click(dialog.getByRole('button', { name: 'New code' }));
  await waitFor(() => { expect(app.inputsOf('live.pair')).toEqual([{}]); });
  app.show(engine(shop, { live: live({ serving: pairing(Date.now() + 600_000) }) }));
  await dialog.findByText('Valid for 10 min');
  await user.click(dialog.getByRole('button', { name: 'Close' }));
  await waitFor(() => { expect(app.inputsOf('live.endPairing')).toEqual([{}]); });
});

const offer: ServerOffer = {
  server: 'peer-mac',
  name: 'MacBook of Ana',
  databases: [
    { name: 'orders.db', txid: 1234, pageSize: 4096 },
    { name: 'photos.sqlite', txid: 8, pageSize: 4096, followed: 'live-1' },
    { name: 'notes.db', txid: 8, pageSize: 4096 },
  ],
};

async function wizard(answers: Answers, servers = [peer('peer-mac', 'MacBook of Ana')]): Promise<Opened & { readonly dialog: Part }> {
  const app = openApp(engine(shop, { live: live({ servers }) }), { at: '#/replicas/follow', answers });
  return { ...app, dialog: within(await screen.findByRole('dialog', { name: 'Follow a database' })) };
}

test('by address and code: what can be followed, where it goes, and it follows', async () => {
  const { user, dialog, inputsOf } = await wizard({ 'live.databasesAt': () => offer, 'live.follow': () => 'live-2' }, []);
  await user.click(dialog.getByRole('button', { name: /^Another Tidemark/ }));
  const connect = dialog.getByRole('button', { name: 'Connect' });
  expect(connect).toHaveAttribute('aria-disabled', 'true');
  await user.type(dialog.getByRole('textbox', { name: 'Address of the other computer' }), 'macbook.local:7674');
  await user.type(dialog.getByRole('textbox', { name: 'Code' }), 'k7qf 2mxa plb3 wz5d 6tne rgh4');
  await user.click(connect);
  await user.click(await dialog.findByRole('radio', { name: 'orders.db' }));
  expect(inputsOf('live.databasesAt')).toEqual([{ kind: 'code', address: 'macbook.local:7674', code: CODE }]);
  expect(dialog.getByRole('radio', { name: /^photos\.sqlite/ })).toBeDisabled();
  const path = dialog.getByRole('textbox', { name: 'Where the copy goes' });
  expect(path).toHaveValue('/home/ada/orders.db');
  await user.clear(path);
  expect(dialog.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-disabled', 'true');
  await user.type(path, '/data/orders.db');
  await user.click(dialog.getByRole('button', { name: 'Follow' }));
  await waitFor(() => {
    expect(inputsOf('live.follow')).toEqual([{ source: { kind: 'server', server: 'peer-mac', name: 'orders.db' }, path: '/data/orders.db' }]);
  });
  await waitFor(() => { expect(screen.queryByRole('dialog')).toBeNull(); });
});

test('a computer that let this one in before needs no code', async () => {
  const { user, dialog, inputsOf } = await wizard({ 'live.databasesAt': () => offer });
  await user.click(dialog.getByRole('button', { name: /^MacBook of Ana/ }));
  expect(await dialog.findByRole('group', { name: 'Databases of MacBook of Ana' })).toBeVisible();
  expect(inputsOf('live.databasesAt')).toEqual([{ kind: 'known', server: 'peer-mac' }]);
});

test('the one that is left to follow is chosen; of none it is said', async () => {
  const one = await wizard({ 'live.databasesAt': () => ({ ...offer, databases: offer.databases.slice(0, 2) }) });
  await one.user.click(one.dialog.getByRole('button', { name: /^MacBook of Ana/ }));
  expect(await one.dialog.findByRole('radio', { name: 'orders.db' })).toBeChecked();
});

test('a computer without databases says so', async () => {
  const { user, dialog } = await wizard({ 'live.databasesAt': () => ({ ...offer, databases: [] }) });
  await user.click(dialog.getByRole('button', { name: /^MacBook of Ana/ }));
  expect(await dialog.findByText('MacBook of Ana protects no database yet.')).toBeVisible();
});

test('an error stays beside the fields until they are changed', async () => {
  const error = Object.assign(new Error('the code is wrong'), { code: 'refused', hint: 'Look again.' });
  const { user, dialog } = await wizard({ 'live.databasesAt': () => { throw error; } });
  await user.click(dialog.getByRole('button', { name: /^Another Tidemark/ }));
  await user.type(dialog.getByRole('textbox', { name: 'Address of the other computer' }), 'mac');
  await user.type(dialog.getByRole('textbox', { name: 'Code' }), `${CODE}{Enter}`);
  expect(await dialog.findByRole('alert')).toHaveTextContent('The code is wrong.');
  await user.type(dialog.getByRole('textbox', { name: 'Address of the other computer' }), 'book');
  expect(dialog.queryByRole('alert')).toBeNull();
});

test('a history at a destination, after a trial', async () => {
  const { user, dialog, inputsOf } = await wizard({
    'destination.parse': () => ({ kind: 's3', bucket: 'b', path: 'app.db', profile: 'default' }),
    'destination.test': () => [{ step: 'reach', result: 'ok', value: 5 }],
    'live.follow': () => 'live-3',
  });
  await user.click(dialog.getByRole('button', { name: /^A destination/ }));
  await user.type(dialog.getByRole('textbox', { name: 'Or paste an address' }), 's3://b/app.db{Enter}');
  await user.click(await dialog.findByRole('button', { name: 'Try it out' }));
  await user.type(await dialog.findByRole('textbox', { name: 'Where the copy goes' }), '/data/app.db');
  await user.click(dialog.getByRole('button', { name: 'Follow' }));
  const place = { location: { kind: 's3', bucket: 'b', path: 'app.db', profile: 'default' } };
  await waitFor(() => { expect(inputsOf('live.follow')).toEqual([{ source: { kind: 'history', place }, path: '/data/app.db' }]); });
});

test('codes are taken in any shape; what is none is not', () => {
  expect(codeIn(' k7qf-2mxa plb3wz5d\t6TNE rgh4 ')).toBe(CODE);
  expect(codeIn('K7QF2MXAPLB3')).toBe('K7QF-2MXA-PLB3');
  for (const wrong of ['', 'K7QF', `${CODE}A`, CODE.replace('K', '1')]) expect(codeIn(wrong)).toBeUndefined();
});

test('the shore: now at the waterline, ten times as long ago ever the same way further', () => {
  expect(distanceOf(0)).toBe(0);
  expect(distanceOf(-5)).toBe(0);
  expect(distanceOf(1e12)).toBe(1);
  const steps = [1000, 10_000, 100_000, 1_000_000].map(distanceOf);
  const widths = steps.slice(1).map((to, i) => to - steps[i]!);
  expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(0.01);
});
