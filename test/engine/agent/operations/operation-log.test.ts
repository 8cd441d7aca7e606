import { describe, expect, test, vi } from 'vitest';
import type { OperationLog } from '../../../../main/engine/agent/operations/operation-log.ts';
import type { ErrorView } from '../../../../main/engine/agent/views.ts';
import { isTidemarkError } from '../../../../main/engine/base/errors.ts';
import { faultyDisk } from './faulty-disk.ts';
import { ABSENT, LogRig, NOTES, rows, SHOP } from './rig.ts';

const MINUTE = 60_000;
const refused = expect.toSatisfy((error) => isTidemarkError(error, 'refused')) as Error;
const notFound = expect.toSatisfy((error) => isTidemarkError(error, 'not-found')) as Error;

describe('an operation', () => {
  test('runs, is told about, and ends; all of it is there after a restart', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const startedAt = rig.clock.now();
    const running = await log.begin({ kind: 'first-copy', bytes: 0 }, { ...SHOP, destination: 'disk' });
    expect(log.find(running.id)).toEqual({
      id: 'op-1',
      ...SHOP,
      destination: 'disk',
      facts: { kind: 'first-copy', bytes: 0 },
      startedAt,
      state: { kind: 'running', cancel: 'not any more' },
    });
    rig.clock.advance(2000);
    await running.done({ kind: 'first-copy', bytes: 12 });
    const view = log.find(running.id);
    expect(view).toMatchObject({
      facts: { kind: 'first-copy', bytes: 12 },
      state: { kind: 'done', endedAt: startedAt + 2000 },
    });
    expect((await rig.open()).find(running.id)).toEqual(view);
    expect((await rig.open()).page({ limit: 10 })).toEqual({ operations: [view] });
  });

  test('fails for a reason, or is cancelled', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    await (await log.begin({ kind: 'backup' }, {})).failed(ABSENT);
    await (await log.begin({ kind: 'backup' }, {})).cancelled();
    const again = await rig.open();
    expect(again.find('op-1')?.state).toMatchObject({ kind: 'failed', reason: ABSENT });
    expect(again.find('op-3')?.state).toMatchObject({ kind: 'cancelled' });
  });

  test('ends once', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const running = await log.begin({ kind: 'backup' }, SHOP, () => undefined);
    await running.done();
    const view = log.find(running.id);
    const entries = log.lastEntry;
    await running.failed(ABSENT);
    await running.cancelled();
    running.progress({ step: 'upload', done: 1 });
    expect(log.find(running.id)).toEqual(view);
    expect(log.lastEntry).toBe(entries);
  });

  test('without an end is interrupted at the next start, with what was known when it began', async () => {
    await using rig = new LogRig();
    const before = { kind: 'restore-in-place', txid: 5, at: 1, before: 9, safety: '' } as const;
    const running = await (await rig.open()).begin(before, SHOP);
    const log = await rig.openAfterCrash();
    expect(log.find(running.id)).toMatchObject({ facts: { before: 9 }, state: { kind: 'interrupted' } });
    expect(rows(log)).toEqual(['restore-in-place interrupted']);
    expect(log.current()).toEqual([]);
    expect(() => {
      log.cancel(running.id);
    }).toThrow(refused);
  });

  test('tells how far it is, how fast, and how long it still takes', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const running = await log.begin({ kind: 'backup' }, SHOP);
    for (let done = 0; done <= 3000; done += 10) {
      running.progress({ step: 'upload', done, total: 4000 });
      rig.clock.advance(10);
    }
    expect(log.find(running.id)?.state).toMatchObject({
      progress: { step: 'upload', done: 3000, total: 4000, rate: 1000, remaining: 1000 },
    });
    running.progress({ step: 'verify', done: 1 });
    expect(log.find(running.id)?.state).toMatchObject({ progress: { step: 'verify', done: 1 } });
    expect(log.lastEntry).toBe(1);
  });

  test('does not begin once the log is closed, and what ends then is interrupted', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const running = await log.begin({ kind: 'backup' }, SHOP);
    await log.close();
    await running.done();
    await expect(log.begin({ kind: 'backup' }, SHOP)).rejects.toThrow(refused);
    expect(rows(await rig.open())).toEqual(['backup interrupted']);
  });
});

describe('cancelling', () => {
  test('asks once, and the operation ends when it says so', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const cancel = vi.fn();
    const running = await log.begin({ kind: 'backup' }, SHOP, cancel);
    expect(log.find(running.id)?.state).toMatchObject({ cancel: 'possible' });
    log.cancel(running.id);
    log.cancel(running.id);
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(log.find(running.id)?.state).toEqual({ kind: 'running', cancel: 'not any more' });
    await running.cancelled();
    expect(log.find(running.id)?.state.kind).toBe('cancelled');
  });

  test('is refused when it is too late, cannot be asked, or is over', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const cancel = vi.fn();
    const late = await log.begin({ kind: 'undo', txid: 1, at: 1, before: 2, safety: '' }, SHOP, cancel);
    late.tooLateToCancel();
    const deaf = await log.begin({ kind: 'backup' }, SHOP);
    const over = await log.begin({ kind: 'backup' }, SHOP, cancel);
    await over.done();
    for (const { id } of [late, deaf, over]) {
      expect(() => {
        log.cancel(id);
      }).toThrow(refused);
    }
    expect(cancel).not.toHaveBeenCalled();
  });

  test.each(['op-99', 'op-0', 'op-', 'op-01', '1', 'op-1x', ''])('knows no operation %j', async (id) => {
    await using rig = new LogRig();
    const log = await rig.open();
    expect(log.find(id)).toBeUndefined();
    expect(() => {
      log.cancel(id);
    }).toThrow(notFound);
  });
});

describe('what is seen now', () => {
  test('is what runs, and for a minute what has ended', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const seen = (): string[] => log.current().map(({ facts, state }) => `${facts.kind} ${state.kind}`);
    const running = await log.begin({ kind: 'backup' }, SHOP);
    await log.note({ kind: 'resume' }, SHOP);
    expect(seen()).toEqual(['backup running', 'resume done']);
    rig.clock.advance(MINUTE / 2);
    await running.done();
    expect(seen()).toEqual(['resume done', 'backup done']);
    const changed = new Promise<void>((resolve) => log.changed.on(resolve));
    rig.clock.advance(MINUTE / 2);
    await changed;
    expect(seen()).toEqual(['backup done']);
    rig.clock.advance(MINUTE / 2);
    expect(seen()).toEqual([]);
    expect((await rig.open()).current()).toEqual([]);
  });

  test('says whenever it changes', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const changed = vi.fn();
    log.changed.on(changed);
    const running = await log.begin({ kind: 'backup' }, SHOP, () => undefined);
    const calls: (() => unknown)[] = [
      () => {
        running.progress({ step: 'upload', done: 1 });
      },
      () => {
        running.tooLateToCancel();
      },
      () => running.done(),
      () => log.note({ kind: 'resume' }, SHOP),
      () => log.mark({ kind: 'mark', database: 'db1', mark: { name: 'm', txid: 1, at: 1 } }),
    ];
    for (const call of calls) {
      const before = changed.mock.calls.length;
      await call();
      expect(changed.mock.calls.length).toBeGreaterThan(before);
    }
  });
});

describe('pages', () => {
  const fill = async (log: OperationLog): Promise<void> => {
    for (let n = 1; n <= 25; n++) await log.note({ kind: 'mark', name: `m${n}`, txid: n }, n % 5 === 0 ? NOTES : SHOP);
  };
  const names = (log: OperationLog, before: number | undefined, database?: string): [string[], number | undefined] => {
    const where = database === undefined ? {} : { database };
    const page = log.page({ limit: 10, ...where, ...(before === undefined ? {} : { before }) });
    return [page.operations.map(({ facts }) => (facts.kind === 'mark' ? facts.name : '')), page.next];
  };

  test('go from the newest to the oldest, each operation once', async () => {
    await using rig = new LogRig();
    await fill(await rig.open());
    const log = await rig.open();
    const all: string[] = [];
    let before: number | undefined;
    const sizes: number[] = [];
    do {
      const [found, next] = names(log, before);
      all.push(...found);
      sizes.push(found.length);
      before = next;
    } while (before !== undefined);
    expect(sizes).toEqual([10, 10, 5]);
    expect(all).toEqual(Array.from({ length: 25 }, (_, n) => `m${25 - n}`));
  });

  test('are of one database when asked, and end where nothing more is', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    await fill(log);
    expect(names(log, undefined, NOTES.database)).toEqual([['m25', 'm20', 'm15', 'm10', 'm5'], undefined]);
    expect(names(log, 1)).toEqual([[], undefined]);
  });

  test('leave out what runs', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const running = await log.begin({ kind: 'backup' }, SHOP);
    await log.note({ kind: 'resume' }, SHOP);
    expect(rows(log)).toEqual(['resume done']);
    await running.done();
    expect(rows(log)).toEqual(['resume done', 'backup done']);
  });

  test('are of some kinds when asked', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    await log.note({ kind: 'register', path: '/shop.db' }, SHOP);
    await log.note({ kind: 'snapshot', bytes: 1, txid: 1 }, SHOP);
    await log.note({ kind: 'trouble' }, SHOP, ABSENT);
    await (await log.begin({ kind: 'restore-copy', txid: 1, at: 1, output: '/o.db' }, SHOP)).failed(ABSENT);
    await (await log.begin({ kind: 'backup' }, SHOP)).done();
    await log.note({ kind: 'settings' }, {});
    expect(rows(log, { only: 'restores' })).toEqual(['restore-copy failed']);
    expect(rows(log, { only: 'troubles' })).toEqual(['restore-copy failed', 'trouble failed']);
    expect(rows(log, { only: 'copies' })).toEqual(['backup done', 'snapshot done']);
    expect(rows(log, { only: 'changes-by-you' })).toEqual(['settings done', 'backup done', 'register done']);
  });
});

describe('trouble', () => {
  test('that comes with every retry is one entry, per database and kind, until it was away for an hour', async () => {
    await using rig = new LogRig();
    const log = await rig.open();
    const full = (free: number): ErrorView => ({ ...ABSENT, code: 'destination-full', message: `${free} bytes are free` });
    for (let minute = 0; minute < 180; minute++) {
      await log.note({ kind: 'trouble' }, SHOP, ABSENT);
      await log.note({ kind: 'trouble' }, SHOP, full(minute));
      await log.note({ kind: 'trouble' }, NOTES, ABSENT);
      rig.clock.advance(MINUTE);
    }
    expect(rows(log)).toHaveLength(3);
    rig.clock.advance(60 * MINUTE);
    await log.note({ kind: 'trouble' }, SHOP, ABSENT);
    expect(rows(log)).toHaveLength(4);
    const again = await rig.open();
    await again.note({ kind: 'trouble' }, SHOP, ABSENT);
    expect(rows(again)).toHaveLength(4);
    rig.clock.advance(61 * MINUTE);
    await again.note({ kind: 'trouble' }, SHOP, ABSENT);
    expect(rows(again)).toHaveLength(5);
  });
});

describe('a disk that does not take it', () => {
  test('lets nothing begin', async () => {
    await using rig = new LogRig();
    const faulty = faultyDisk();
    const log = await rig.open({ disk: faulty.disk });
    faulty.failNext('ENOSPC');
    await expect(log.begin({ kind: 'backup' }, SHOP)).rejects.toThrow(
      expect.toSatisfy((error) => isTidemarkError(error, 'disk-full')) as Error,
    );
    expect(log.current()).toEqual([]);
    await (await log.begin({ kind: 'backup' }, SHOP)).done();
    expect(rows(await rig.open())).toEqual(['backup done']);
  });

  test('does not undo what has happened: ends and notes are written when it does again', async () => {
    await using rig = new LogRig();
    const faulty = faultyDisk();
    const log = await rig.open({ disk: faulty.disk });
    const running = await log.begin({ kind: 'backup' }, SHOP);
    faulty.failNext('ENOSPC');
    await running.done();
    expect(log.find(running.id)?.state.kind).toBe('done');
    faulty.failNext('ENOSPC');
    await log.note({ kind: 'resume' }, SHOP);
    await log.note({ kind: 'settings' }, {});
    expect(rows(log)).toEqual(['settings done', 'resume done', 'backup done']);
    expect(rows(await rig.openAfterCrash())).toEqual(['settings done', 'resume done', 'backup done']);
  });

  test('does not give a name', async () => {
    await using rig = new LogRig();
    const faulty = faultyDisk();
    const log = await rig.open({ disk: faulty.disk });
    faulty.failNext('EIO');
    await expect(log.mark({ kind: 'mark', database: 'db1', mark: { name: 'm', txid: 1, at: 1 } })).rejects.toThrow('EIO');
    expect(log.marks('db1')).toEqual([]);
  });

  test('gets another chance at the end', async () => {
    await using rig = new LogRig();
    const faulty = faultyDisk();
    const log = await rig.open({ disk: faulty.disk });
    faulty.failNext('EIO');
    await log.note({ kind: 'resume' }, SHOP);
    expect(rows(log)).toEqual([]);
    await log.close();
    expect(rows(await rig.open())).toEqual(['resume done']);
  });
});
