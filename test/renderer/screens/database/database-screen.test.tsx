// The screen of one database: its states, its past in step on timeline and list, names, copies, facts, and each action.
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatabaseView, EngineView } from '../../../../main/ipc/contract/views.ts';
import { type Opened, openApp } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { pointList, stubDrawing } from '../../rig/points.ts';
import { ABSENT, copy, database, DENIED, engine, NOW } from '../../rig/states.ts';

const ID = 'db-ordersdb';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  stubDrawing();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function view(over: Partial<DatabaseView> = {}): EngineView {
  return engine([database('orders.db', { txid: 30, copies: [copy({ txid: 30 })], ...over })]);
}

function open(over: Partial<DatabaseView> = {}, answers: Answers = {}): Opened {
  return openApp(view(over), { at: `#/database/${ID}`, answers: { 'points.list': () => pointList(30), ...answers } });
}

const slider = (): Promise<HTMLElement> => screen.findByRole('slider', { name: 'Moments to go back to' });
const listed = (): HTMLElement[] => within(screen.getByRole('listbox', { name: 'Points' })).getAllByRole('option');
const time = (index: number): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(NOW - (30 - index) * 60_000);

describe('how it is', () => {
  it('is safe: name, word, age, places, path', async () => {
    open();
    expect(await screen.findByRole('heading', { name: 'orders.db', level: 1 })).toBeVisible();
    expect(screen.getByText('Safe')).toBeVisible();
    expect(screen.getByText('1 place')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says that it is not known here any more', async () => {
    const { user } = openApp(engine([]), { at: '#/database/db-gone' });
    expect(await screen.findByText('This database is not protected here')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'All databases' }));
    expect(window.location.hash).toBe('#/databases');
  });

  it('waits, says for what and that it goes on by itself, and tries now when asked', async () => {
    const { user, inputsOf } = open({ state: { kind: 'waiting', reason: ABSENT, retryAt: NOW + 60_000 } }, { 'database.backUp': () => null });
    expect(await screen.findByText(/Connect it\. Changes are kept on this computer until then\. It is tried again by itself at/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(inputsOf('database.backUp')).toEqual([{ databases: [ID] }]);
  });

  it('is paused, and resumes', async () => {
    const { user, inputsOf } = open({ state: { kind: 'paused' } }, { 'database.resume': () => null });
    await user.click(await screen.findByRole('button', { name: 'Resume' }));
    expect(inputsOf('database.resume')).toEqual([{ databases: [ID] }]);
  });

  it('needs a person: what happened, what to do, and the ways on', async () => {
    const { user } = open({ state: { kind: 'failed', reason: DENIED } }, {
      'database.backUp': () => { throw Object.assign(new Error('the folder is still read-only'), { code: 'destination-denied', hint: 'Change its rights.' }); },
    });
    const note = await screen.findByRole('alert');
    expect(note).toHaveTextContent('What was copied so far can be restored.');
    expect(note).toHaveTextContent(DENIED.hint);
    expect(within(note).getByRole('button', { name: 'Change places…' })).toBeVisible();
    await user.click(within(note).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('The folder is still read-only.')).toBeVisible();
  });

  it('shows how far a first copy is', async () => {
    open({ state: { kind: 'behind' }, progress: { step: 'snapshot', done: 50, total: 200 } });
    expect(await screen.findByRole('progressbar', { name: 'Copying' })).toHaveAttribute('aria-valuenow', '25');
  });

  it('says plainly what WAL mode would bring, and that it is never switched', async () => {
    open({ mode: 'rollback' });
    expect(await screen.findByText(/Tidemark never switches the mode for you\./)).toBeVisible();
  });
});

describe('the past', () => {
  it('shows that there is none yet', async () => {
    open({ txid: 0, changedAt: 0 }, { 'points.list': () => pointList(0) });
    expect(await screen.findByText('No past yet')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Restore…' })).toHaveAttribute('aria-disabled', 'true');
  });

  it('says why it cannot be read, and reads it when asked again', async () => {
    let there = false;
    const { user } = open({}, {
      'points.list': () => {
        if (there) return pointList(3);
        throw Object.assign(new Error('Backup Disk is not connected'), { code: 'destination-absent', hint: 'Connect it.' });
      },
    });
    expect(await screen.findByText('The past could not be read')).toBeVisible();
    there = true;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await slider()).toHaveAttribute('aria-valuemax', '3');
  });

  it('of copies in generations alone says what brings them back, and no failure', async () => {
    open({}, {
      'points.list': () => {
        throw Object.assign(new Error('orders.db is copied as generations only'), { code: 'unsupported', hint: '' });
      },
    });
    expect(await screen.findByText('Written as Litestream 0.3')).toBeVisible();
    expect(screen.getByText(/^tidemark restore -o orders\.db /)).toBeVisible();
    expect(screen.queryByText('The past could not be read')).toBeNull();
  });

  it('shows a single point', async () => {
    open({}, { 'points.list': () => pointList(1) });
    expect(await slider()).toHaveAttribute('aria-valuemax', '1');
    expect(listed()).toHaveLength(2);
  });

  it('grows as the database does', async () => {
    let count = 30;
    const { show, inputsOf } = open({}, {
      'points.list': ({ after = 0 }) => {
        const all = pointList(count);
        const [txids, times] = [all.txids.slice(after), all.times.slice(after)];
        return { ...all, txids, times, bytes: all.bytes.slice(after), kinds: all.kinds.slice(after) };
      },
    });
    await slider();
    count = 32;
    act(() => { show(view({ txid: 32, copies: [copy({ txid: 32 })] })); });
    await waitFor(() => { expect(screen.getByRole('slider')).toHaveAttribute('aria-valuemax', '32'); });
    expect(inputsOf('points.list')).toEqual([{ database: ID }, { database: ID, after: 30 }]);
  });

  it('is in step: the list follows the timeline', async () => {
    const { user } = open();
    (await slider()).focus();
    await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    expect(listed().filter((one) => one.getAttribute('aria-selected') === 'true')).toEqual([listed()[3]]);
    expect(screen.getByRole('heading', { name: `At ${time(27)}` })).toBeVisible();
  });

  it('is in step: the timeline follows the list', async () => {
    const { user } = open();
    const chart = await slider();
    await user.click(listed()[5]!);
    expect(chart).toHaveAttribute('aria-valuenow', '25');
    screen.getByRole('listbox', { name: 'Points' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(chart).toHaveAttribute('aria-valuenow', '24');
    await user.keyboard('{Home}');
    expect(chart).toHaveAttribute('aria-valuetext', 'Now');
  });

  it('puts the chosen moment beside now, and says what lies between', async () => {
    const { user } = open();
    (await slider()).focus();
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(screen.getByText('000000000000001d')).toBeVisible();
    expect(screen.getByText('1 change lies between this moment and now: 30 KB.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Back to now' }));
    expect(screen.getByText('Choose a moment')).toBeVisible();
  });

  it('keeps the chosen transaction when older points fade', async () => {
    let list = pointList(30);
    const { user, show } = open({}, { 'points.list': () => list });
    (await slider()).focus();
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    list = pointList(4, { txids: [10, 20, 29, 30] });
    const retention = { id: 'op-1', database: ID, facts: { kind: 'retention', files: 3, bytes: 9 }, startedAt: NOW, state: { kind: 'done', endedAt: NOW } } as const;
    act(() => { show({ ...view(), operations: { 'op-1': retention } }); });
    await waitFor(() => { expect(screen.getByRole('slider')).toHaveAttribute('aria-valuemax', '4'); });
    expect(screen.getByText('000000000000001d')).toBeVisible();
    expect(screen.getByRole('slider')).toHaveAttribute('aria-valuenow', '2');
  });
});

describe('the way back', () => {
  it.each([
    ['the header', async ({ user }: Opened) => { await user.click(screen.getByRole('button', { name: 'Restore…' })); }],
    ['the panel', async ({ user }: Opened) => { await user.click(screen.getByRole('button', { name: 'Restore this…' })); }],
    ['its key', async ({ user }: Opened) => { await user.keyboard('r'); }],
    ['Enter in the list', async ({ user }: Opened) => { screen.getByRole('listbox', { name: 'Points' }).focus(); await user.keyboard('{Enter}'); }],
  ])('is opened with the chosen moment from %s', async (_name, press) => {
    const opened = open();
    (await slider()).focus();
    await opened.user.keyboard('{ArrowLeft}{ArrowLeft}');
    await press(opened);
    await waitFor(() => { expect(window.location.hash).toBe(`#/restore/${ID}?txid=29`); });
  });

  it('is not opened by an R that is typed', async () => {
    const { user } = open();
    await slider();
    await user.type(screen.getByRole('textbox', { name: 'Go to a time' }), 'r');
    expect(window.location.hash).toBe(`#/database/${ID}`);
  });

  it('undoes a restore, and says when that did not work', async () => {
    let busy = true;
    const undo = { operation: 'op-7', at: NOW - 180_000, until: NOW + 86_400_000, point: NOW - 3_600_000 };
    const { user, inputsOf, show } = open({ undo }, {
      'restore.undo': () => {
        if (busy) throw Object.assign(new Error('another program keeps it locked'), { code: 'database-locked', hint: 'Close it.' });
        return { operation: 'op-8', txid: 1, at: NOW, before: 2, safety: '/s.db', how: 'transaction', milliseconds: 5 };
      },
    });
    expect(await screen.findByText(/3 minutes ago/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('The restore was not undone')).toBeVisible();
    busy = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => { expect(inputsOf('restore.undo')).toEqual([{ operation: 'op-7' }, { operation: 'op-7' }]); });
    act(() => { show(view()); });
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  });
});

describe('names', () => {
  const marks = [{ name: 'before migration', txid: 12, at: NOW - 18 * 60_000 }];

  it('are given to the present', async () => {
    const { user, inputsOf } = open({}, { 'database.addMark': () => null });
    await user.click(await screen.findByRole('button', { name: 'Name the present…' }));
    await user.keyboard('  before migration {Enter}');
    expect(inputsOf('database.addMark')).toEqual([{ database: ID, name: 'before migration' }]);
  });

  it('keep what was typed when they are refused', async () => {
    const { user } = open({}, { 'database.addMark': () => { throw Object.assign(new Error('that name is taken'), { code: 'usage' }); } });
    await user.click(await screen.findByRole('button', { name: 'Name the present…' }));
    await user.keyboard('x{Enter}');
    expect(await screen.findByText('That name is taken.')).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Name of this moment' })).toHaveValue('x');
  });

  it('lead to their moment, are in the list, and are removed', async () => {
    const { user, inputsOf } = open({ marks }, { 'database.removeMark': () => null });
    const chart = await slider();
    await user.click(screen.getByTitle('Show “before migration” on the timeline'));
    expect(chart).toHaveAttribute('aria-valuenow', '11');
    expect(listed()[19]).toHaveTextContent('before migration');
    await user.click(screen.getByRole('button', { name: 'Remove the name “before migration”' }));
    expect(inputsOf('database.removeMark')).toEqual([{ database: ID, name: 'before migration' }]);
  });
});

describe('copies and what is kept', () => {
  it('says of each place how far it is', async () => {
    open({ copies: [copy({ txid: 28, state: { kind: 'waiting', reason: ABSENT }, safeAt: NOW - 7_200_000 })] });
    const section = (await screen.findByRole('heading', { name: 'Copies' })).closest('section')!;
    expect(section).toHaveTextContent('Backup Disk is not connected');
    expect(section).toHaveTextContent('2 changes behind');
    expect(within(section).getByRole('img', { name: 'Waiting' })).toBeInTheDocument();
  });

  it('shows a copy in its folder where that is possible', async () => {
    const { user, inputsOf } = open({}, { 'files.reveal': () => null });
    await user.click(await screen.findByRole('button', { name: 'Show the folder on Backup Disk' }));
    expect(inputsOf('files.reveal')).toEqual([{ path: '/media/ada/Backup Disk/orders-3fa2c1' }]);
  });

  it('says what is kept, and whose choice that is', async () => {
    open();
    expect(await screen.findByText('Every change for 1 day, hourly for 7 days, daily for 30 days, weekly for 1 year.')).toBeVisible();
    expect(screen.getByText('As for all databases.')).toBeVisible();
  });
});

it('speaks German', async () => {
  const state = view();
  openApp({ ...state, settings: { ...state.settings, language: 'de' } }, { at: `#/database/${ID}`, answers: { 'points.list': () => pointList(30) } });
  expect(await screen.findByRole('slider', { name: 'Zeitpunkte, zu denen Sie zurückkehren können' })).toBeVisible();
  expect(screen.getByText('Jede Änderung für 1 Tag, stündlich für 7 Tage, täglich für 30 Tage, wöchentlich für 1 Jahr.')).toBeVisible();
});
