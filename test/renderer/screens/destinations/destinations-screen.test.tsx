// Destinations: what a card says, and removing.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { EngineView } from '../../../../main/ipc/contract/views.ts';
import { openApp, type Opened } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { ABSENT, bucket, copy, database, destination, engine, NOW, PLACE_CHOICES } from '../../rig/states.ts';

const HOUR = 3_600_000;

function opened(over: Partial<EngineView>, databases = [database('orders.db')], answers: Answers = {}): Opened {
  return openApp(engine(databases, over), { at: '#/destinations', answers });
}

const cardOf = async (name: string): Promise<HTMLElement> =>
  (await screen.findByRole('heading', { level: 2, name: new RegExp(`^${name}`) })).closest('li')!;

const one = (over: Parameters<typeof destination>[2] = {}): Partial<EngineView> =>
  ({ destinations: { 'to-disk': destination('to-disk', 'Backup Disk', over) } });

describe('a card', () => {
  test('says space, what is stored and that all is safe', async () => {
    opened(one());
    const card = within(await cardOf('Backup Disk'));
    expect(card.getByText('Connected')).toBeVisible();
    expect(card.getByText('812 GB of 2 TB free')).toBeVisible();
    expect(card.getByText('2.52 GB stored')).toBeVisible();
    expect(card.getByText('Snapshots: 2.4 GB')).toBeVisible();
    expect(card.getByText('1 database, safe')).toBeVisible();
    expect(card.getByText('For new databases')).toBeVisible();
  });

  test('shows what is behind before what is not', async () => {
    const late = database('late.db', { txid: 20, copies: [copy({ txid: 8, safeAt: Date.now() - 5 * HOUR, state: { kind: 'uploading' } })] });
    opened(one(), [database('a.db'), late]);
    const [first] = within(await cardOf('Backup Disk')).getAllByRole('listitem').filter((item) => item.querySelector('a') !== null);
    expect(first).toHaveTextContent('late.db');
    expect(first).toHaveTextContent('5 hr behind, 12 changes');
  });

  test('says of a single change how old it is, however long ago the copy before it was', async () => {
    const late = database('late.db', { txid: 9, changedAt: Date.now() - HOUR / 6, copies: [copy({ txid: 8, safeAt: Date.now() - 5 * HOUR, state: { kind: 'uploading' } })] });
    opened(one(), [late]);
    expect(await screen.findByText('10 min behind, 1 change')).toBeVisible();
  });

  test('does not call a place empty that was not looked at yet', async () => {
    opened(one({ levels: [], reach: { kind: 'absent', reason: ABSENT } }));
    expect(within(await cardOf('Backup Disk')).getByText('How much is stored is known once it is there again')).toBeVisible();
  });

  test('says that nothing was copied there yet', async () => {
    opened(one({ levels: [] }), [database('new.db', { copies: [copy({ txid: 0, safeAt: 0, state: { kind: 'uploading' } })] })]);
    expect(within(await cardOf('Backup Disk')).getByText('Nothing stored yet')).toBeVisible();
  });

  test('warns of the same disk', async () => {
    opened(one({ sameDisk: 'yes' }));
    expect(within(await cardOf('Backup Disk')).getByText(/On the same disk/)).toBeVisible();
  });

  test('says that it is written for Litestream 0.3, and of the usual format nothing', async () => {
    const { show } = opened(one({ choices: { ...PLACE_CHOICES, format: 'generations' } }));
    expect(within(await cardOf('Backup Disk')).getByText('Written as Litestream 0.3 (generations)')).toBeVisible();
    show(engine([database('orders.db')], one()));
    await waitFor(() => { expect(screen.queryByText(/^Written as/)).toBeNull(); });
  });

  test('an absent disk is a state, not an error', async () => {
    opened(one({ reach: { kind: 'absent', reason: ABSENT } }));
    const card = within(await cardOf('Backup Disk'));
    expect(card.getByText('Not connected')).toBeVisible();
    expect(card.getByText(ABSENT.hint)).toBeVisible();
    expect(card.queryByRole('alert')).toBeNull();
  });
});

describe('what it costs', () => {
  const bucketed = (over: Parameters<typeof bucket>[2] = {}): Partial<EngineView> => ({ destinations: { 'to-disk': bucket('to-disk', 'eu-bucket', over) } });

  test('is said for a bucket: money, requests, bytes, and how much of the budget is gone', async () => {
    opened(bucketed());
    const card = within(await cardOf('eu-bucket'));
    expect(card.getByRole('heading', { name: 'In November' })).toBeVisible();
    expect(card.getByText('$0.14 until now · $0.21 at this pace')).toBeVisible();
    expect(card.getByText('3.1 GB up · 41 MB down')).toBeVisible();
    expect(card.getByText('21,840 writes · 312 reads · 14 listings · 902 deletions')).toBeVisible();
    expect(card.getByRole('meter', { name: '$0.14 of a budget of $1.00' })).toHaveAttribute('aria-valuenow', '14');
    expect(card.getByText('Amazon S3 · eu-central-1')).toBeVisible();
  });

  test('without a budget there is no bar', async () => {
    opened(bucketed({ choices: { ...PLACE_CHOICES, prices: 'aws' } }));
    expect(within(await cardOf('eu-bucket')).queryByRole('meter')).toBeNull();
  });

  test('a place of one’s own shows what passed and no money; a folder nothing', async () => {
    const own = { location: { kind: 's3', bucket: 'b', path: '', endpoint: 'https://minio.lan:9000' }, choices: PLACE_CHOICES } as const;
    const usage = { ...bucket('x', 'x').usage, dollars: 0, projected: 0 };
    opened({ destinations: { 'to-disk': destination('to-disk', 'Backup Disk'), 'to-own': bucket('to-own', 'minio', { ...own, usage }) } });
    const card = within(await cardOf('minio'));
    expect(card.getByText('minio.lan:9000')).toBeVisible();
    expect(card.getByText('3.1 GB up · 41 MB down')).toBeVisible();
    expect(card.queryByText(/until now/)).toBeNull();
    expect(within(await cardOf('Backup Disk')).queryByText('In November')).toBeNull();
  });
});

describe('many', () => {
  test('twenty are twenty cards', async () => {
    const all = Array.from({ length: 20 }, (_, i) => destination(`to-${i}`, `Disk ${i}`));
    opened({ destinations: Object.fromEntries(all.map((each) => [each.id, each])) });
    expect(await screen.findAllByRole('heading', { level: 2 })).toHaveLength(20);
  });
});

describe('removing', () => {
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
