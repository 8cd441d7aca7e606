// Replicas: what each card says, and what can be done with it.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { LiveView, ReplicaView } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import type { Part } from '../../rig/part.ts';
import { AWAY, everyFollower, everyReplica, live, paired, replica, SERVING, TAKEN } from '../../rig/live.ts';
import { database, engine } from '../../rig/states.ts';

const databases = [database('orders.db'), database('customers.db')];

function opened(view: LiveView, answers: Answers = {}, at = '#/replicas'): Opened {
  return openApp(engine(databases, { live: view }), { at, answers });
}

const cardOf = async (name: string): Promise<HTMLElement> => (await screen.findByRole('heading', { level: 3, name })).closest('li')!;

const section = async (name: string): Promise<Part> => within(await screen.findByRole('region', { name }));

async function choose({ user }: Opened, of: string, entry: string): Promise<Part> {
  await user.click(await screen.findByRole('button', { name: `More for ${of}` }));
  await user.click(await screen.findByRole('menuitem', { name: entry }));
  return within(await screen.findByRole('alertdialog'));
}

describe('nothing yet', () => {
  test('says what a replica is, with both ways to begin', async () => {
    const app = opened(live({}), { 'live.serve': () => null });
    expect(await screen.findByRole('heading', { name: 'Nothing is followed yet' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Follow a database…' })).toBeVisible();
    await app.user.click(screen.getByRole('button', { name: 'Let others follow…' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    await app.user.click(dialog.getByRole('radio', { name: 'Only this computer' }));
    await app.user.click(dialog.getByRole('button', { name: 'Turn on' }));
    await waitFor(() => { expect(app.inputsOf('live.serve')).toEqual([{ kind: 'on', reach: 'loopback' }]); });
  });

  test('served, but followed by nobody', async () => {
    opened(live({ serving: SERVING }));
    const served = await section('Followed by others');
    expect(served.getByText('Reached at https://192.168.1.20:7674')).toBeVisible();
    expect(served.getByText(/^Nobody follows yet/)).toBeVisible();
    expect((await section('Followed here')).getByText('This computer follows no other.')).toBeVisible();
  });
});

describe('what is followed here', () => {
  const words: readonly (readonly [string, Partial<ReplicaView>, readonly (string | RegExp)[]])[] = [
    ['level', {}, ['Level with MacBook of Ana']],
    ['a little behind', { behind: 3, lag: 140 }, ['Catching up', '0.1 s behind, 3 changes']],
    ['behind, and nobody knows how long', { behind: 1 }, ['Catching up', '1 change behind']],
    ['empty', { txid: 0, behind: 9, appliedAt: 0 }, ['Receiving the first copy']],
    ['alone', { role: { kind: 'searching', since: 1, reason: AWAY } }, ['Waiting for MacBook of Ana', /^Macbook\.local|^macbook\.local:7674 cannot be reached\. As of /]],
    ['deciding', { role: { kind: 'electing', since: 1 } }, [/It is being settled who takes over/]],
    ['read without a pause', { behind: 1, waiting: { code: 'database-locked', message: 'programs read /home/ada/orders.db without a pause', hint: '' } }, ['Waiting for programs that read it', 'Programs read /home/ada/orders.db without a pause.']],
    ['stopped', { role: { kind: 'stopped' } }, ['Stopped']],
    ['stuck', { role: { kind: 'failed', reason: TAKEN } }, ['Needs you', /^Another program holds/]],
    ['on its way to write here', { role: { kind: 'primary', since: 1 } }, ['This computer writes']],
    ['from a bucket', { from: { kind: 'history', url: 's3://b/tidemark/ledger-3fa2c1?region=x' } }, ['Level with ledger-3fa2c1']],
  ];

  test.each(words)('one that is %s says so', async (_what, over, texts) => {
    opened(live({ followed: [replica('orders.db', over)] }));
    const card = within(await cardOf('orders.db'));
    for (const text of texts) expect(card.getByText(text)).toBeVisible();
  });

  test('how far behind is a picture with a name', async () => {
    opened(live({ followed: [replica('orders.db', { behind: 3, lag: 140 })] }));
    const picture = within(await cardOf('orders.db')).getByRole('img', { name: 'How far behind: Catching up, 0.1 s behind, 3 changes' });
    expect(picture).toBeVisible();
  });

  test('one that needs a person is in the sentence of truth, and no other is', async () => {
    const { show } = opened(live({ followed: everyReplica() }));
    expect((await screen.findAllByText(/^crm\.db needs you: another program holds .* open for writing\. The other 9 are unaffected\.$/))[0]).toBeVisible();
    show(engine(databases, { live: live({ followed: everyReplica().filter(({ name }) => name !== 'crm.db') }) }));
    expect((await screen.findAllByText(/^Both databases are safe/))[0]).toBeVisible();
  });

  const takingOver: readonly (readonly [string, Partial<ReplicaView>, RegExp])[] = [
    ['is there', {}, /^MacBook of Ana is there, and is not stopped by this: .* hand orders\.db over from there instead/],
    ['is gone', { role: { kind: 'searching', since: 1, reason: AWAY } }, /^MacBook of Ana cannot be reached\. .* Make sure that nobody writes there any more/],
    ['is a history', { from: { kind: 'history', url: '/media/nas/orders' } }, /^Its history goes on from here\./],
  ];

  test.each(takingOver)('taking over from who %s says what that means for the data', async (_what, over, warning) => {
    const app = opened(live({ followed: [replica('orders.db', over)] }), { 'live.promote': () => 'db-ordersdb' });
    const dialog = await choose(app, 'orders.db', 'Take over…');
    expect(dialog.getByText(/^Programs on this computer may write to orders\.db from then on\./)).toBeVisible();
    expect(dialog.getByText(warning)).toBeVisible();
    expect(dialog.getByText(/^Here is everything up to .* \(TXID 00000000000004d2\)\.$/)).toBeVisible();
    await app.user.click(dialog.getByRole('button', { name: 'Take over' }));
    await waitFor(() => { expect(window.location.hash).toBe('#/database/db-ordersdb'); });
    expect(app.inputsOf('live.promote')).toEqual([{ followed: 'live-ordersdb' }]);
  });

  test('what cannot be taken over says why, and the question stays', async () => {
    const app = opened(live({ followed: [replica('orders.db')] }));
    const dialog = await choose(app, 'orders.db', 'Take over…');
    await app.user.click(dialog.getByRole('button', { name: 'Take over' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('No answer to live.promote.');
  });

  test('nothing to take over before the first copy; the file stays when it is no longer followed', async () => {
    const app = opened(live({ followed: [replica('orders.db', { txid: 0 })] }), { 'live.unfollow': () => null });
    await app.user.click(await screen.findByRole('button', { name: 'More for orders.db' }));
    expect(screen.queryByRole('menuitem', { name: 'Take over…' })).toBeNull();
    await app.user.click(await screen.findByRole('menuitem', { name: 'Stop following…' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText('The file stays at ~/orders.db as it is now. Nothing newer comes.')).toBeVisible();
    await app.user.click(dialog.getByRole('button', { name: 'Stop following' }));
    await waitFor(() => { expect(app.inputsOf('live.unfollow')).toEqual([{ followed: 'live-ordersdb' }]); });
  });

  test('a copy that was set apart is shown, and kept where a person says', async () => {
    const view = live({ followed: everyReplica().filter(({ name }) => name === 'shop.db') });
    const { user, inputsOf } = opened(view, { 'live.saveSetApart': () => null, 'files.choose': () => ['/home/ada/kept.db'], 'files.reveal': () => null });
    await user.click(await screen.findByText('1 copy was set apart'));
    await user.click(await screen.findByRole('button', { name: 'Show' }));
    await user.click(screen.getByRole('button', { name: 'Keep it elsewhere…' }));
    const path = '/home/ada/.local/share/tidemark/apart/shop-1.db';
    await waitFor(() => { expect(inputsOf('live.saveSetApart')).toEqual([{ followed: 'live-shopdb', path, output: '/home/ada/kept.db' }]); });
    expect(inputsOf('files.reveal')).toEqual([{ path }]);
    expect(await screen.findByText('Kept as /home/ada/kept.db')).toBeVisible();
  });
});

describe('who follows this computer', () => {
  test('each says how it is, and of each database how far it is', async () => {
    opened(live({ serving: SERVING, followers: everyFollower() }));
    expect(within(await cardOf('Kitchen Pi')).getByText('Level')).toBeVisible();
    const office = within(await cardOf('Office iMac'));
    expect(office.getByText('Catching up')).toBeVisible();
    expect(office.getByRole('link', { name: 'orders.db' })).toHaveAttribute('href', '#/database/db-ordersdb');
    expect(office.getByText('0.4 s behind, 4 changes')).toBeVisible();
    expect(within(await cardOf('ThinkPad')).getByText(/^Away since /)).toBeVisible();
    expect(within(await cardOf('ThinkPad')).getByText('134 changes behind')).toBeVisible();
    expect(within(await cardOf('NAS in the cellar')).getByText('Let in, has not come yet')).toBeVisible();
  });

  test('one that follows nothing yet', async () => {
    opened(live({ serving: SERVING, followers: [paired('pc-1', 'Pi', { databases: [] })] }));
    expect(within(await cardOf('Pi')).getByText('Connected, follows nothing yet')).toBeVisible();
  });

  test('handing over says who writes afterwards, and waits for what is missing there', async () => {
    const app = opened(live({ serving: SERVING, followers: everyFollower() }), { 'live.handOff': () => null });
    const dialog = await choose(app, 'Office iMac', 'Hand orders.db over…');
    expect(dialog.getByText(/^Programs on Office iMac may write to orders\.db from then on\. .* is no longer protected/)).toBeVisible();
    expect(dialog.getByText('It waits until 4 changes are there, too.')).toBeVisible();
    await app.user.click(dialog.getByRole('button', { name: 'Hand over' }));
    await waitFor(() => { expect(app.inputsOf('live.handOff')).toEqual([{ database: 'db-ordersdb', follower: 'pc-2' }]); });
  });

  test('one that is away cannot be handed anything; it can be let in no longer', async () => {
    const app = opened(live({ serving: SERVING, followers: everyFollower() }), { 'live.forgetFollower': () => null });
    await app.user.click(await screen.findByRole('button', { name: 'More for ThinkPad' }));
    expect((await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent)).toEqual(['No longer let in…']);
    await app.user.click(screen.getByRole('menuitem', { name: 'No longer let in…' }));
    await app.user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'No longer let in' }));
    await waitFor(() => { expect(app.inputsOf('live.forgetFollower')).toEqual([{ follower: 'pc-3' }]); });
  });

  test('turning it off says whom that leaves behind', async () => {
    const { user, inputsOf } = opened(live({ serving: SERVING, followers: everyFollower() }), { 'live.serve': () => null });
    await user.click(await screen.findByRole('button', { name: 'Turn off' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(/^The 4 computers that follow this one will get nothing newer/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Turn off' }));
    await waitFor(() => { expect(inputsOf('live.serve')).toEqual([{ kind: 'off' }]); });
  });

  test('what keeps others from reaching it is said, and nobody is let in meanwhile', async () => {
    const reason = { code: 'busy', message: 'port 7674 is taken', hint: 'Choose another.' };
    const { user } = opened(live({ serving: { kind: 'failed', reason } }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Port 7674 is taken.');
    expect(screen.queryByRole('button', { name: 'Let a computer follow…' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('alertdialog', { name: 'Let others follow this computer' })).toBeVisible();
  });

  test('twenty-four are twenty-four cards, and five of them in the picture', async () => {
    const many = Array.from({ length: 24 }, (_, i) => paired(`pc-${i}`, `Till ${i + 1}`));
    opened(live({ serving: SERVING, followers: many }));
    expect(await screen.findAllByRole('heading', { level: 3 })).toHaveLength(24);
    expect(screen.getByText('+19')).toBeInTheDocument();
  });
});

test('the screen of a database says how many follow it, and leads to them', async () => {
  opened(live({ serving: SERVING, followers: everyFollower() }), {}, '#/database/db-ordersdb');
  expect(await screen.findByRole('link', { name: 'Followed by 3 computers' })).toHaveAttribute('href', '#/replicas');
});

test('by key, and by the palette', async () => {
  const { user } = opened(live({}), {}, '#/databases');
  await screen.findByRole('heading', { level: 1, name: 'Databases' });
  await user.keyboard('{Control>}3{/Control}');
  expect(await screen.findByRole('heading', { level: 1, name: 'Replicas' })).toBeVisible();
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), 'follow a database{Enter}');
  expect(await screen.findByRole('dialog', { name: 'Follow a database' })).toBeVisible();
  expect(window.location.hash).toBe('#/replicas/follow');
  await user.keyboard('{Escape}');
  await waitFor(() => { expect(window.location.hash).toBe('#/replicas'); });
});

test('in German', async () => {
  const view = engine(databases, { live: live({ serving: SERVING, followers: everyFollower(), followed: everyReplica() }) });
  openApp({ ...view, settings: { ...view.settings, language: 'de' } }, { at: '#/replicas' });
  expect(await screen.findByRole('heading', { level: 1, name: 'Abbilder' })).toBeVisible();
  expect(within(await cardOf('orders.db')).getByText('Gleichauf mit MacBook of Ana')).toBeVisible();
  expect(within(await cardOf('photos.sqlite')).getByText('0,1 s zurück, 3 Änderungen')).toBeVisible();
  expect(within(await cardOf('ThinkPad')).getByText(/^Weg seit /)).toBeVisible();
});
