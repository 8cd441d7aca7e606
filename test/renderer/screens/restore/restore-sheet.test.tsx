// The restore sheet: choosing, what it says before, what it calls, and every way it ends.
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineView, OperationView, RestoredInPlace, RestorePreview } from '../../../../main/ipc/contract/views.ts';
import { type Opened, openApp } from '../../rig/app.tsx';
import type { Answers } from '../../rig/fake-engine.ts';
import { pointList, stubDrawing } from '../../rig/points.ts';
import { database, engine, NOW } from '../../rig/states.ts';

const ID = 'db-ordersdb';
const AT = NOW - 10 * 60_000;
const IN_PLACE: RestoredInPlace = {
  operation: 'op-1', txid: 21, at: AT, before: 30, safety: '/home/ada/.tidemark/safety/1.db', how: 'transaction', milliseconds: 1800,
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  stubDrawing();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function preview(over: Partial<RestorePreview> = {}): RestorePreview {
  return {
    destination: 'to-disk', txid: 21, at: AT, fit: 'exact', bytes: 412e6, files: 14, changesSince: 9, presentSize: 412e6, inPlace: 'transaction', ...over,
  };
}

async function open(answers: Answers = {}, at = `#/restore/${ID}?txid=21`): Promise<Opened & { readonly sheet: HTMLElement }> {
  const state = engine([database('orders.db', { txid: 30 })]);
  const opened = openApp(state, { at, answers: { 'points.list': () => pointList(30), 'restore.preview': () => preview(), ...answers } });
  return { ...opened, sheet: await screen.findByRole('dialog', { name: 'Restore orders.db' }) };
}

const local = (at: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
const putBack = (): Promise<HTMLElement> => screen.findByRole('button', { name: `Put back to ${local(AT)}` });

describe('before', () => {
  it('says what is read and what lies between', async () => {
    const { sheet, inputsOf } = await open();
    expect(await within(sheet).findByText('9 later changes are not in it. They stay in the history.')).toBeVisible();
    expect(within(sheet).getByText('Reads 412 MB in 14 files from Backup Disk.')).toBeVisible();
    expect(within(sheet).getByText(/Other programs may stay open/)).toBeVisible();
    expect(inputsOf('restore.preview')).toEqual([{ database: ID, target: { kind: 'txid', txid: 21 } }]);
  });

  it('says when another point than the time asked for is meant', async () => {
    const { sheet } = await open({ 'restore.preview': () => preview({ fit: 'before' }) }, `#/restore/${ID}?at=${AT + 30_000}`);
    expect(await within(sheet).findByText(`It is the newest point before ${local(AT + 30_000)}.`)).toBeVisible();
  });

  it('warns when the file is replaced as a whole', async () => {
    const { sheet } = await open({ 'restore.preview': () => preview({ inPlace: 'replace' }) });
    expect(await within(sheet).findByText(/close programs that use it/)).toBeVisible();
  });

  it('goes to other moments by arrow and by typing', async () => {
    const { sheet, user, inputsOf } = await open();
    await putBack();
    await waitFor(() => { expect(within(sheet).getByRole('button', { name: 'One point earlier' })).not.toHaveAttribute('aria-disabled'); });
    await user.click(within(sheet).getByRole('button', { name: 'One point earlier' }));
    await user.type(within(sheet).getByRole('textbox', { name: 'Go to a time' }), '5 min ago{Enter}');
    await user.type(within(sheet).getByRole('textbox', { name: 'Go to a time' }), 'newest{Enter}');
    expect(inputsOf('restore.preview').slice(1)).toEqual([
      { database: ID, target: { kind: 'txid', txid: 20 } },
      { database: ID, target: { kind: 'time', at: NOW - 5 * 60_000 } },
      { database: ID, target: { kind: 'latest' } },
    ]);
  });

  it('cannot be confirmed while the moment cannot be restored, says why, and tries again', async () => {
    let there = false;
    const { user } = await open({
      'restore.preview': () => {
        if (there) return preview();
        throw Object.assign(new Error('Backup Disk is not connected'), { code: 'destination-absent', hint: 'Connect it.' });
      },
    });
    expect(await screen.findByText('This moment cannot be restored now')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Put it back' })).toHaveAttribute('aria-disabled', 'true');
    there = true;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await putBack()).not.toHaveAttribute('aria-disabled');
  });

  it('changes nothing when it is closed', async () => {
    const { user, calls } = await open();
    await putBack();
    await user.keyboard('{Escape}');
    await waitFor(() => { expect(window.location.hash).toBe(`#/database/${ID}`); });
    expect(calls.map(({ command }) => command)).not.toContain('restore.inPlace');
  });
});

describe('in place', () => {
  it('is one click from a chosen moment, and can be undone', async () => {
    const { user, inputsOf } = await open({ 'restore.inPlace': () => IN_PLACE, 'restore.undo': () => ({ ...IN_PLACE, operation: 'op-2' }) });
    await user.click(await putBack());
    expect(await screen.findByText(`Back to ${local(AT)}.`)).toBeVisible();
    expect(inputsOf('restore.inPlace')).toEqual([{ database: ID, target: { kind: 'txid', txid: 21 } }]);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Undone: it is again as it was before.')).toBeVisible();
    expect(inputsOf('restore.undo')).toEqual([{ operation: 'op-1' }]);
  });

  it('offers no undo when there was nothing to keep', async () => {
    const { user } = await open({ 'restore.inPlace': () => ({ ...IN_PLACE, safety: '' }) });
    await user.click(await putBack());
    expect(await screen.findByText('There was nothing to keep.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  });

  it('shows the database in its folder', async () => {
    const { user, inputsOf } = await open({ 'restore.inPlace': () => IN_PLACE, 'files.reveal': () => null });
    await user.click(await putBack());
    await user.click(await screen.findByRole('button', { name: 'Show file' }));
    expect(inputsOf('files.reveal')).toEqual([{ path: '/home/ada/Shop/data/orders.db' }]);
  });

  it('says what failed and what to do, and goes back to choosing', async () => {
    const { user } = await open({
      'restore.inPlace': () => {
        throw Object.assign(new Error('another program kept it locked for 30 s'), { code: 'database-locked', hint: 'Nothing was changed. Close that program.' });
      },
    });
    await user.click(await putBack());
    const note = await screen.findByRole('alert');
    expect(note).toHaveTextContent('orders.db was not put back');
    expect(note).toHaveTextContent('Nothing was changed. Close that program.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await putBack()).toBeVisible();
  });

  it('does not say that nothing changed when it cannot know', async () => {
    const { user } = await open({ 'restore.inPlace': () => { throw Object.assign(new Error('the connection was lost'), { code: 'lost' }); } });
    await user.click(await putBack());
    expect(await screen.findByText('It is not known how the restore ended. Activity will show it.')).toBeVisible();
  });
});

describe('while it runs', () => {
  /** Runs until it is cancelled. */
  const endless: Answers = {
    'restore.inPlace': (_input, { signal, onNews }) => new Promise((_resolve, reject) => {
      onNews({ kind: 'progress', progress: { step: 'keep', done: 206e6, total: 412e6, rate: 100e6, remaining: 2000 } });
      signal.addEventListener('abort', () => { reject(Object.assign(new Error('cancelled'), { code: 'aborted' })); });
    }),
  };

  it('shows the step, bytes, rate and time left, and cancels', async () => {
    const { user } = await open(endless);
    await user.click(await putBack());
    expect(await screen.findByText('Keeping the present…')).toBeVisible();
    expect(screen.getByText('206 MB of 412 MB · 100 MB/s · 2 sec left')).toBeVisible();
    expect(screen.getByRole('progressbar', { name: 'Putting orders.db back' })).toHaveAttribute('aria-valuenow', '50');
    await user.click(screen.getByRole('button', { name: 'Cancel the restore' }));
    expect(await screen.findByText('Cancelled. orders.db is as it was.')).toBeVisible();
  });

  it('can be left, and tells the end in a notice', async () => {
    const end = Promise.withResolvers<RestoredInPlace>();
    const { user } = await open({ 'restore.inPlace': () => end.promise });
    await user.click(await putBack());
    await user.click(await screen.findByRole('button', { name: 'Go on in the background' }));
    await waitFor(() => { expect(screen.queryByRole('dialog')).not.toBeInTheDocument(); });
    end.resolve(IN_PLACE);
    expect(await screen.findByText(`orders.db is back to ${local(AT)}.`)).toBeVisible();
  });

  it('is found again when the sheet is opened anew, and cannot be cancelled too late', async () => {
    const facts = { kind: 'restore-in-place', txid: 21, at: AT, before: 30, safety: '/s.db' } as const;
    const operation = (state: OperationView['state']): OperationView => ({ id: 'op-9', database: ID, databaseName: 'orders.db', facts, startedAt: NOW, state });
    const view = (one: OperationView): EngineView => engine([database('orders.db', { txid: 30 })], { operations: { 'op-9': one } });
    const running = operation({ kind: 'running', cancel: 'possible', progress: { step: 'apply', done: 1, total: 4 } });
    const { user, show, inputsOf } = openApp(view(running), {
      at: `#/restore/${ID}`,
      answers: { 'points.list': () => pointList(30), 'activity.cancel': () => null },
    });
    expect(await screen.findByText('Putting it in place…')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Cancel the restore' }));
    expect(inputsOf('activity.cancel')).toEqual([{ operation: 'op-9' }]);
    act(() => { show(view(operation({ kind: 'running', cancel: 'not any more' }))); });
    expect(screen.getByRole('button', { name: 'Cancel the restore' })).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getByText(/can no longer be cancelled/)).toBeVisible();
    act(() => { show(view(operation({ kind: 'done', endedAt: NOW }))); });
    expect(await screen.findByText(`Back to ${local(AT)}.`)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Undo' })).toBeVisible();
  });
});

describe('a copy', () => {
  const answers: Answers = {
    'restore.copy': ({ output }) => ({ operation: 'op-3', path: output, txid: 21, at: AT, size: 412e6, proved: 'recorded', milliseconds: 900 }),
    'files.choose': () => ['/home/ada/Desktop/then.db'],
  };

  it('has a name of its own beside the database, and leaves that alone', async () => {
    const { user, inputsOf, calls } = await open(answers);
    await putBack();
    await user.click(screen.getByRole('radio', { name: /^A copy at…/ }));
    await user.click(screen.getByRole('button', { name: 'Make the copy' }));
    expect(await screen.findByText('Proved: it is exactly what the database was then.')).toBeVisible();
    expect(inputsOf('restore.copy')).toEqual([
      { database: ID, target: { kind: 'txid', txid: 21 }, output: expect.stringMatching(/^\/home\/ada\/Shop\/data\/orders 2026-11-21 \d\d\.32\.db$/) as string },
    ]);
    expect(calls.map(({ command }) => command)).not.toContain('restore.inPlace');
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  });

  it('goes where the person chooses', async () => {
    const { user, inputsOf } = await open(answers);
    await putBack();
    await user.click(screen.getByRole('radio', { name: /^A copy at…/ }));
    await user.click(screen.getByRole('button', { name: 'Choose…' }));
    await user.click(screen.getByRole('button', { name: 'Make the copy' }));
    await waitFor(() => { expect(inputsOf('restore.copy')).toMatchObject([{ output: '/home/ada/Desktop/then.db' }]); });
    expect(inputsOf('files.choose')).toMatchObject([{ what: 'new-file' }]);
  });
});

describe('the screen below', () => {
  it('stays as it was: the chosen moment, the points, and the focus', async () => {
    const { user, inputsOf } = openApp(engine([database('orders.db', { txid: 30 })]), {
      at: `#/database/${ID}`,
      answers: { 'points.list': () => pointList(30), 'restore.preview': () => preview() },
    });
    const slider = await screen.findByRole('slider', { name: 'Moments to go back to' });
    slider.focus();
    await user.keyboard('{Home}r');
    await screen.findByRole('dialog', { name: 'Restore orders.db' });
    await waitFor(() => { expect(screen.getByRole('radio', { name: /^Put it back here/ })).toHaveFocus(); });
    await user.keyboard('{Escape}');
    await waitFor(() => { expect(screen.queryByRole('dialog')).not.toBeInTheDocument(); });
    expect(screen.getByRole('slider', { name: 'Moments to go back to' })).toBe(slider);
    await waitFor(() => { expect(slider).toHaveFocus(); });
    expect(slider).toHaveAttribute('aria-valuenow', '0');
    expect(inputsOf('points.list')).toEqual([{ database: ID }, { database: ID, after: 30 }]);
  });
});
