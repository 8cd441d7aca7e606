import { describe, expect, test } from 'vitest';
import type { EngineView, OperationFacts } from '../../../main/engine/agent/views.ts';
import { initialMemory, nextNotices, type NoticeMemory } from '../../../main/host/notices/notices.ts';
import type { NoticeContext } from '../../../main/host/notices/context.ts';
import { UNSAFE_AFTER } from '../../../main/host/notices/conditions.ts';
import type { Notice } from '../../../main/host/notices/texts.ts';
import { speechOf } from '../../../main/host/words/speech.ts';
import {
  copy,
  database,
  destination,
  FULL,
  GONE,
  HOUR,
  MINUTE,
  NOW,
  operation,
  STATES,
  view,
} from '../views.ts';

const elsewhere: NoticeContext = { speech: speechOf('en'), now: NOW, attention: 'elsewhere' };
const all = { settings: { notifications: 'all' } } as const;
const none = { settings: { notifications: 'none' } } as const;

/** What is told and taken back, state after state. */
class Told {
  #memory: NoticeMemory | undefined;
  look(
    state: EngineView,
    context: Partial<NoticeContext> = {},
  ): { show: readonly Notice[]; clear: readonly string[] } {
    const change = nextNotices(this.#memory ?? initialMemory(state), state, { ...elsewhere, ...context });
    this.#memory = change.memory;
    return change;
  }
}

const titles = (notices: readonly Notice[]): string[] => notices.map(({ title }) => title);
const first = (facts: OperationFacts['kind'] = 'first-copy'): OperationFacts =>
  ({ kind: facts, bytes: 1 }) as OperationFacts;
const done = { kind: 'done', endedAt: NOW } as const;
const busy = { kind: 'running', cancel: 'possible' } as const;
const waitingAt = (since: number): ReturnType<typeof database> =>
  database('orders.db', STATES.waiting, { since, copies: [copy({ kind: 'waiting', reason: GONE })] });

describe('a database that needs a person', () => {
  const failed = view([database('orders.db', STATES.failed), database('photos.sqlite')]);

  test('is told at once, with what to do, and leads to the database', () => {
    const { show } = new Told().look(failed);
    expect(show).toEqual([
      {
        key: 'needs-you:orders-db',
        title: 'orders.db needs you',
        body: 'The disk is full. Free some space there.',
        weight: 'trouble',
        click: { screen: 'database', database: 'orders-db' },
        actions: [
          { label: 'Fix…', action: { kind: 'show', route: { screen: 'database', database: 'orders-db' } } },
          { label: 'Pause for 4 hours', action: { kind: 'pause', databases: ['orders-db'] } },
        ],
      },
    ]);
  });

  test('is told once, taken back when it heals, and told again only after that', () => {
    const told = new Told();
    expect(titles(told.look(failed).show)).toEqual(['orders.db needs you']);
    for (let minutes = 1; minutes < 100; minutes++) {
      expect(told.look(failed, { now: NOW + minutes * MINUTE }).show).toEqual([]);
    }
    expect(told.look(view([database('orders.db')])).clear).toEqual(['needs-you:orders-db']);
    expect(titles(told.look(failed).show)).toEqual(['orders.db needs you']);
  });

  test('is told also to who looks at the window', () => {
    expect(new Told().look(failed, { attention: 'window' }).show).toHaveLength(1);
  });

  test('is one notice with the others that the same destination fails', () => {
    const broken = copy({ kind: 'failed', reason: FULL });
    const three = ['a.db', 'b.db', 'c.db'].map((name) => database(name, STATES.failed, { copies: [broken] }));
    const { show } = new Told().look(view(three));
    expect(show).toHaveLength(1);
    expect(show[0]).toMatchObject({ title: '3 databases need you', click: { screen: 'destinations' } });
    expect(show[0]!.actions[1]).toMatchObject({
      action: { kind: 'pause', databases: ['a-db', 'b-db', 'c-db'] },
    });
  });

  test('is not told of who wants no notices; but of who changes their mind', () => {
    const told = new Told();
    expect(told.look(view([database('orders.db', STATES.failed)], none)).show).toEqual([]);
    expect(told.look(failed).show).toHaveLength(1);
    expect(told.look(view([database('orders.db', STATES.failed)], none)).clear).toEqual([
      'needs-you:orders-db',
    ]);
  });
});

describe('a database that is not safe', () => {
  test('is told after half an hour, not before', () => {
    const told = new Told();
    const state = view([waitingAt(NOW)]);
    expect(told.look(state, { now: NOW + UNSAFE_AFTER - 1 }).show).toEqual([]);
    expect(titles(told.look(state, { now: NOW + UNSAFE_AFTER }).show)).toEqual([
      'orders.db has not been safe since 14:00',
    ]);
  });

  test('names the disk that is not there, once for all that wait for it', () => {
    const absent = destination('disk', { kind: 'absent', reason: GONE });
    const two = [waitingAt(NOW - HOUR), { ...waitingAt(NOW - 2 * HOUR), id: 'b', name: 'b.db' }];
    expect(new Told().look(view(two, { destinations: [absent] })).show).toMatchObject([
      {
        key: 'unsafe:disk',
        title: 'Backup Disk is not connected',
        body: 'Changes to 2 databases have been waiting on this computer since 12:00.',
        click: { screen: 'destinations' },
      },
    ]);
  });

  test('is told when it is behind for long; not when it was paused', () => {
    const behind = database('orders.db', STATES.behind, { since: NOW - HOUR });
    expect(new Told().look(view([behind])).show).toHaveLength(1);
    const paused = database('orders.db', STATES.paused, { since: NOW - 100 * HOUR });
    expect(new Told().look(view([paused])).show).toEqual([]);
  });
});

describe('a restore that ended', () => {
  const facts = { kind: 'restore-in-place', txid: 5, at: NOW - HOUR, before: 9, safety: '/s' } as const;
  const running = view([database('orders.db')], { operations: [operation('op-1', facts, busy)] });
  const ended = view([database('orders.db')], { operations: [operation('op-1', facts, done)] });

  test('is told once, and offers to undo it where that is confirmed', () => {
    const told = new Told();
    expect(told.look(running).show).toEqual([]);
    const { show } = told.look(ended);
    expect(show).toMatchObject([
      {
        title: 'orders.db is back to 13:00',
        click: { screen: 'activity', operation: 'op-1' },
        actions: [
          { label: 'Undo', action: { kind: 'show', route: { screen: 'activity', operation: 'op-1' } } },
        ],
      },
    ]);
    expect(told.look(ended).show).toEqual([]);
  });

  test('is told when it ended between two looks, but not when it ended before the first', () => {
    expect(new Told().look(ended).show).toEqual([]);
    const told = new Told();
    told.look(view([database('orders.db')]));
    expect(told.look(ended).show).toHaveLength(1);
  });

  test('is no news for who looks at the window', () => {
    const told = new Told();
    told.look(running, { attention: 'window' });
    expect(told.look(ended, { attention: 'window' }).show).toEqual([]);
    expect(told.look(ended).show).toEqual([]);
  });

  test.each([
    ['failed', { kind: 'failed', endedAt: NOW, reason: FULL }, ['orders.db was not restored']],
    ['cancelled', { kind: 'cancelled', endedAt: NOW }, []],
    ['interrupted', { kind: 'interrupted' }, []],
  ] as const)('that was %s', (_how, state, expected) => {
    const told = new Told();
    told.look(running);
    const next = view([database('orders.db')], { operations: [operation('op-1', facts, state)] });
    expect(titles(told.look(next).show)).toEqual(expected);
  });

  test('to a copy says where the copy is', () => {
    const told = new Told();
    told.look(view([]));
    const copied = { kind: 'restore-copy', txid: 5, at: NOW, output: '/home/ada/then.db' } as const;
    expect(told.look(view([], { operations: [operation('op-2', copied, done)] })).show).toMatchObject([
      { title: 'A copy of orders.db is ready', body: '/home/ada/then.db' },
    ]);
  });
});

describe('first copies', () => {
  test('of many databases are told together, when the last is complete', () => {
    const told = new Told();
    const a = (state: typeof done | typeof busy): ReturnType<typeof operation> =>
      operation('op-1', first(), state, 'a.db');
    const b = (state: typeof done | typeof busy): ReturnType<typeof operation> =>
      operation('op-2', first(), state, 'b.db');
    told.look(view([], { ...all, operations: [a(busy), b(busy)] }));
    expect(told.look(view([], { ...all, operations: [a(done), b(busy)] })).show).toEqual([]);
    expect(titles(told.look(view([], { ...all, operations: [b(done)] })).show)).toEqual([
      '2 databases are safe',
    ]);
    expect(told.look(view([], { ...all, operations: [b(done)] })).show).toEqual([]);
  });

  test('are told to who wants all notices', () => {
    for (const [settings, expected] of [
      [all, ['orders.db is safe']],
      [{}, []],
      [none, []],
    ] as const) {
      const told = new Told();
      told.look(view([], settings));
      const next = view([], { ...settings, operations: [operation('op-1', first(), done)] });
      expect(titles(told.look(next).show)).toEqual(expected);
    }
  });
});

test('every notice is said in German as well', () => {
  const told = new Told();
  const german = { speech: speechOf('de') };
  told.look(view([], all), german);
  const operations = [operation('op-1', first(), done)];
  const state = view([database('orders.db', STATES.failed), waitingAt(NOW - HOUR)], { ...all, operations });
  expect(told.look(state, german).show.map(({ title, body }) => ({ title, body }))).toMatchSnapshot();
});
