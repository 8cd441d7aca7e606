// The states of a restore: what leads where, and what leads nowhere.
import { describe, expect, it } from 'vitest';
import type { RestorePreview } from '../../../../main/ipc/contract/views.ts';
import { chosen, isReady, next, type RestoreEvent, type RestoreState, type Target } from '../../../../renderer/screens/restore/machine.ts';
import { suggestedName, suggestedPath } from '../../../../renderer/screens/restore/suggested-name.ts';
import { NOW } from '../../rig/states.ts';

const MOMENT: Target = { kind: 'txid', txid: 7 };
const PREVIEW: RestorePreview = {
  destination: 'to-disk', txid: 7, at: NOW, fit: 'exact', bytes: 1, files: 1, changesSince: 2, presentSize: 3, inPlace: 'transaction',
};
const ready: RestoreEvent = { kind: 'preview', target: MOMENT, preview: { kind: 'ready', preview: PREVIEW } };

function after(...events: readonly RestoreEvent[]): RestoreState {
  return events.reduce(next, { kind: 'choosing', choice: chosen(MOMENT) });
}

describe('choosing', () => {
  it('puts a past moment back in place, and copies the newest, unless a person says otherwise', () => {
    expect(chosen(MOMENT).where).toBe('here');
    expect(chosen({ kind: 'latest' }).where).toBe('copy');
    expect(after({ kind: 'target', target: { kind: 'latest' } }).choice.where).toBe('copy');
    expect(after({ kind: 'where', where: 'here' }, { kind: 'target', target: { kind: 'latest' } }).choice.where).toBe('here');
  });

  it('is ready once it is known what will be read, and where to', () => {
    expect(isReady(after().choice, '/x.db')).toBe(false);
    expect(isReady(after(ready).choice, '')).toBe(true);
    expect(isReady(after(ready, { kind: 'where', where: 'copy' }).choice, '')).toBe(false);
    expect(isReady(after(ready, { kind: 'output', output: '/x.db' }).choice, '/x.db')).toBe(true);
  });

  it('drops the preview of a moment that is not chosen any more', () => {
    const state = after({ kind: 'target', target: { kind: 'txid', txid: 7 } }, ready);
    expect(state.choice.preview.kind).toBe('loading');
  });

  it('drops what was known when another moment is chosen', () => {
    expect(after(ready, { kind: 'target', target: { kind: 'time', at: 5 } }).choice.preview.kind).toBe('loading');
  });
});

describe('running', () => {
  const start: RestoreEvent = { kind: 'start', work: 'here' };
  const running = after(ready, start);

  it('shows how far it is, and that cancelling was asked', () => {
    const progress = { step: 'restore', done: 1, total: 2 };
    expect(next(running, { kind: 'progress', progress })).toMatchObject({ kind: 'running', progress, cancel: 'possible' });
    expect(next(running, { kind: 'cancel' })).toMatchObject({ kind: 'running', cancel: 'asked' });
  });

  it('starts once', () => {
    expect(next(running, { kind: 'start', work: 'copy' })).toBe(running);
  });

  it('ends well, cancelled or failed', () => {
    const outcome = { kind: 'here', result: { operation: 'op-1', at: NOW, safety: '/s' } } as const;
    expect(next(running, { kind: 'ended', outcome })).toMatchObject({ kind: 'done', outcome });
    expect(next(running, { kind: 'failed', error: { code: 'aborted', message: '', hint: '' } })).toMatchObject({ kind: 'cancelled', work: 'here' });
    expect(next(running, { kind: 'failed', error: { code: 'disk-full', message: '', hint: '' } })).toMatchObject({ kind: 'failed', work: 'here' });
  });

  it('cannot have its moment changed under it', () => {
    expect(next(running, { kind: 'target', target: { kind: 'latest' } })).toBe(running);
    expect(next(running, { kind: 'where', where: 'copy' })).toBe(running);
    expect(next(running, { kind: 'again' })).toBe(running);
  });

  it('can be chosen again after it failed, with the same choice', () => {
    const failed = next(running, { kind: 'failed', error: { code: 'disk-full', message: '', hint: '' } });
    expect(next(failed, { kind: 'again' })).toEqual({ kind: 'choosing', choice: running.choice });
  });
});

it('late news of what is over changes nothing', () => {
  const choosing = after(ready);
  for (const event of [
    { kind: 'progress', progress: { step: 'x', done: 1 } },
    { kind: 'cancel' },
    { kind: 'failed', error: { code: 'x', message: '', hint: '' } },
    { kind: 'ended', outcome: { kind: 'copy', result: { path: '/x', at: 1 } } },
  ] satisfies RestoreEvent[]) expect(next(choosing, event)).toBe(choosing);
});

describe('the name of a copy', () => {
  const at = new Date(2026, 10, 21, 9, 5, 59).getTime();

  it.each([
    ['orders.db', 'orders 2026-11-21 09.05.db'],
    ['History', 'History 2026-11-21 09.05'],
    ['.hidden', '.hidden 2026-11-21 09.05'],
    ['a.b.sqlite', 'a.b 2026-11-21 09.05.sqlite'],
  ])('%s', (name, expected) => {
    expect(suggestedName(name, at)).toBe(expected);
  });

  it('is beside the database, on every platform', () => {
    expect(suggestedPath('/home/ada/orders.db', 'orders.db', at)).toBe('/home/ada/orders 2026-11-21 09.05.db');
    expect(suggestedPath('C:\\Shop\\orders.db', 'orders.db', at)).toBe('C:\\Shop\\orders 2026-11-21 09.05.db');
    expect(suggestedPath('/orders.db', 'orders.db', at)).toBe('/orders 2026-11-21 09.05.db');
  });
});
