// Activity: what was done in rows of one shape, filters, details, what runs, and the way back.
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityPage, EngineView, OperationFacts, OperationView } from '../../../../main/ipc/contract/views.ts';
import { joinNewer } from '../../../../renderer/screens/activity/use-activity.ts';
import { type Opened, openApp } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { database, DENIED, engine, NOW } from '../../rig/states.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function operation(id: string, facts: OperationFacts, over: Partial<OperationView> = {}): OperationView {
  return {
    id, database: 'db-ordersdb', databaseName: 'orders.db', facts, startedAt: NOW - 60_000, state: { kind: 'done', endedAt: NOW - 58_000 }, ...over,
  };
}

const RESTORE = operation('op-3', { kind: 'restore-in-place', txid: 7, at: NOW - 3_600_000, before: 12, safety: '/home/ada/.tidemark/safety/1.db' });
const COPIED = operation('op-2', { kind: 'copied', changes: 214, bytes: 5.1e6, txid: 12 }, { destination: 'to-disk' });
const TROUBLE = operation('op-1', { kind: 'trouble' }, { destination: 'to-disk', state: { kind: 'failed', endedAt: NOW - 58_000, reason: DENIED } });
const PAGE: ActivityPage = { operations: [RESTORE, COPIED, TROUBLE] };

function open(answers: Answers = { 'activity.list': () => PAGE }, at = '#/activity', over: Partial<EngineView> = {}): Opened {
  return openApp(engine([database('orders.db'), database('mail.db')], over), { at, answers });
}

const rows = (): HTMLElement[] => within(screen.getByRole('list', { name: 'Activity' })).getAllByRole('listitem');

describe('the list', () => {
  it('says what was done, newest first', async () => {
    open();
    expect(await screen.findByText('214 changes of orders.db, 5.1 MB')).toBeVisible();
    expect(rows().map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^ Restore orders\.db to .*took 2 sec/),
      expect.stringMatching(/^ 214 changes of orders\.db, 5\.1 MB Backup Disk · took 2 sec/),
      expect.stringMatching(/^ The folder \/media\/backup may not be written orders\.db · Backup Disk · failed/),
    ]);
    expect(screen.getByRole('img', { name: 'failed' })).toBeInTheDocument();
  });

  it('says what is done for live replicas', async () => {
    const kinds: readonly (readonly [OperationFacts, string])[] = [
      [{ kind: 'serving', address: 'https://nas:7674' }, 'Let other computers follow, at https://nas:7674'],
      [{ kind: 'serving-ended' }, 'Turn off following'],
      [{ kind: 'follower-joined', name: 'Kitchen Pi' }, 'Let Kitchen Pi in to follow'],
      [{ kind: 'follower-forgotten', name: 'Kitchen Pi' }, 'No longer let Kitchen Pi in'],
      [{ kind: 'follow', path: '/home/ada/orders.db', source: 'MacBook' }, 'Follow orders.db of MacBook'],
      [{ kind: 'unfollow', path: '/home/ada/orders.db' }, 'Stop following orders.db'],
      [{ kind: 'promoted', path: '/home/ada/orders.db', source: 'MacBook' }, 'Take over orders.db from MacBook'],
      [{ kind: 'handed-off', name: 'Kitchen Pi' }, 'Hand orders.db over to Kitchen Pi'],
      [{ kind: 'diverged', path: '/home/ada/orders.db', aside: '/home/ada/apart/1.db', why: 'another history' }, 'Set a copy of orders.db apart that went another way'],
      [{ kind: 'imported', url: '/home/ada/old' }, 'Take over the older history of orders.db from ~/old'],
    ];
    const { user } = open({ 'activity.list': () => ({ operations: kinds.map(([facts], i) => operation(`op-${i}`, facts)) }) });
    for (const [, text] of kinds) expect(await screen.findByText(text)).toBeVisible();
    await user.click(screen.getByText('Set a copy of orders.db apart that went another way'));
    expect(await screen.findByText('~/apart/1.db')).toBeVisible();
    expect(screen.getByText('another history')).toBeVisible();
  });

  it('says what is done for destinations and with the pen', async () => {
    const all: readonly OperationView[] = [
      operation('op-9', { kind: 'compacted', level: 2, files: 30, bytes: 5.1e6 }),
      operation('op-8', { kind: 'destination-changed', url: 's3://b/p' }),
      operation('op-7', { kind: 'adopted', url: '/home/ada/old' }),
      operation('op-6', { kind: 'pen-taken', owner: 'MacBook' }),
      operation('op-5', { kind: 'pen-taken', owner: '' }),
      operation('op-4', { kind: 'pen-let-go' }),
    ];
    const { user } = open({ 'activity.list': () => ({ operations: all }) });
    for (const text of [
      '30 files of orders.db merged into one, 5.1 MB', 'Change the destination s3://b/p', 'Go on with the history of orders.db in ~/old',
      'Take the pen for orders.db from MacBook', 'Take the pen for orders.db', 'Let go of the pen for orders.db',
    ]) {
      expect(await screen.findByText(text)).toBeVisible();
    }
    await user.click(screen.getByRole('button', { name: /from MacBook/ }));
    expect(screen.getByText('Held before by').nextSibling).toHaveTextContent('MacBook');
  });

  it('says when there is nothing, and when nothing fits', async () => {
    const { user } = open({ 'activity.list': () => ({ operations: [] }) });
    expect(await screen.findByText('Nothing has been done yet')).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'Restores' }));
    expect(await screen.findByText('Nothing of that kind')).toBeVisible();
  });

  it('says why it cannot be read, and reads it when asked again', async () => {
    let there = false;
    const { user } = open({
      'activity.list': () => {
        if (there) return PAGE;
        throw Object.assign(new Error('the journal is damaged'), { code: 'journal-damaged', hint: 'Look at its folder.' });
      },
    });
    expect(await screen.findByText('What was done could not be read')).toBeVisible();
    there = true;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('214 changes of orders.db, 5.1 MB')).toBeVisible();
  });

  it('asks for what fits the filters', async () => {
    const { user, inputsOf } = open();
    await screen.findByText('214 changes of orders.db, 5.1 MB');
    await user.click(screen.getByRole('radio', { name: 'Troubles' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Database' }), 'orders.db');
    await waitFor(() => {
      expect(inputsOf('activity.list')).toEqual([
        { limit: 100 },
        { limit: 100, only: 'troubles' },
        { limit: 100, only: 'troubles', database: 'db-ordersdb' },
      ]);
    });
  });

  it('goes on with older ones', async () => {
    const older = operation('op-0', { kind: 'register', path: '/home/ada/orders.db' });
    open({ 'activity.list': ({ before }) => (before === undefined ? { ...PAGE, next: 55 } : { operations: [older] }) });
    expect(await screen.findByText('Protect orders.db')).toBeVisible();
    expect(rows()).toHaveLength(4);
  });

  it('shows what is new when the journal grows', async () => {
    let page = PAGE;
    const { show } = open({ 'activity.list': () => page });
    await screen.findByText('214 changes of orders.db, 5.1 MB');
    page = { operations: [operation('op-4', { kind: 'mark', name: 'before migration', txid: 12 }), ...PAGE.operations] };
    act(() => { show(engine([database('orders.db')], { lastEntry: 99 })); });
    expect(await screen.findByText('Name a moment of orders.db “before migration”')).toBeVisible();
    expect(rows()).toHaveLength(4);
  });
});

describe('joining what is new to what is known', () => {
  const ids = (list: readonly OperationView[]): string[] => list.map(({ id }) => id);

  it('repeats nothing, and takes the newer word for what changed', () => {
    const changed = { ...COPIED, facts: { ...COPIED.facts, changes: 300 } } as OperationView;
    const joined = joinNewer([COPIED, TROUBLE], [RESTORE, changed]);
    expect(ids(joined)).toEqual(['op-3', 'op-2', 'op-1']);
    expect(joined[1]).toBe(changed);
  });

  it('begins anew when something between would be missing', () => {
    expect(ids(joinNewer([TROUBLE], [RESTORE]))).toEqual(['op-3']);
  });
});

describe('details', () => {
  it('open and close, with every fact', async () => {
    const { user } = open();
    const button = await screen.findByRole('button', { name: /^done Restore orders\.db/ });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    await user.click(button);
    const [row] = rows();
    expect(row).toHaveTextContent('TXID0000000000000007');
    expect(row).toHaveTextContent('TXID before000000000000000c');
    expect(row).toHaveTextContent('Kept before it~/.tidemark/safety/1.db');
    await user.click(button);
    expect(row).not.toHaveTextContent('TXID');
  });

  it('show an error with what to do', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: /^failed The folder/ }));
    expect(screen.getByText(DENIED.hint)).toBeVisible();
  });

  it('are copied as text', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: /^done 214 changes/ }));
    await user.click(screen.getByRole('button', { name: 'Copy details' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await navigator.clipboard.readText()).toContain('214 changes of orders.db, 5.1 MB\nBegan: ');
  });

  it('of a link are open at once, also when they lie far back', async () => {
    const page = (from: number): ActivityPage => ({
      operations: Array.from({ length: 10 }, (_, i) => operation(`op-${from - i}`, { kind: 'backup' })),
      ...(from > 10 && { next: from - 9 }),
    });
    open({ 'activity.list': ({ before }) => page(before === undefined ? 30 : before - 1) }, '#/activity/op-5');
    expect(await screen.findByText('op-5')).toBeVisible();
  });
});

describe('the way back', () => {
  const undoable = { databases: { 'db-ordersdb': database('orders.db', { undo: { operation: 'op-3', at: NOW, until: NOW + 9e6, point: NOW - 9e6 } }) } };

  it('is offered for the restore that can be undone', async () => {
    const { user, inputsOf } = open({
      'activity.list': () => PAGE,
      'restore.undo': () => ({ operation: 'op-9', txid: 1, at: NOW, before: 2, safety: '', how: 'transaction', milliseconds: 5 }),
    }, '#/activity', undoable);
    await user.click(await screen.findByRole('button', { name: /^done Restore orders\.db/ }));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(inputsOf('restore.undo')).toEqual([{ operation: 'op-3' }]);
  });

  it('is not offered for others', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: /^done Restore orders\.db/ }));
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  });
});

describe('what runs', () => {
  const running = operation('op-8', { kind: 'restore-copy', txid: 7, at: NOW - 9e6, output: '/x.db' }, {
    state: { kind: 'running', cancel: 'possible', progress: { step: 'restore', done: 1, total: 4 } },
  });

  it('stands on top with its progress, and is cancelled', async () => {
    const { user, inputsOf, show } = open({ 'activity.list': () => PAGE, 'activity.cancel': () => null }, '#/activity', { operations: { 'op-8': running } });
    await screen.findByText('214 changes of orders.db, 5.1 MB');
    expect(rows()[0]).toHaveTextContent(/^Copy of orders\.db as of/);
    expect(within(rows()[0]!).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
    await user.click(within(rows()[0]!).getByRole('button', { name: 'Cancel' }));
    expect(inputsOf('activity.cancel')).toEqual([{ operation: 'op-8' }]);
    const late = { ...running, state: { kind: 'running', cancel: 'not any more' } } as const;
    act(() => { show(engine([database('orders.db')], { operations: { 'op-8': late } })); });
    expect(within(rows()[0]!).queryByRole('button', { name: 'Cancel' })).not.toBeInTheDocument();
  });
});
