import { expect, test } from 'vitest';
import type { CommandId, InputOf } from '../../main/ipc/contract/commands.ts';
import type { Route } from '../../main/ipc/contract/shell.ts';
import { type Action, runAction } from '../../main/host/actions.ts';
import { HOUR, MINUTE, NOW } from './views.ts';

const nothing = { asked: [], shown: [], other: [] };

test.each<[Action, object]>([
  [{ kind: 'open' }, { shown: [undefined] }],
  [{ kind: 'show', route: { screen: 'settings' } }, { shown: [{ screen: 'settings' }] }],
  [
    { kind: 'restore', database: 'a', to: 'five-minutes' },
    { shown: [{ screen: 'restore', database: 'a', at: NOW - 5 * MINUTE }] },
  ],
  [{ kind: 'back-up' }, { asked: [['database.backUp', {}]] }],
  [{ kind: 'pause', until: 'hour' }, { asked: [['database.pause', { until: NOW + HOUR }]] }],
  [
    { kind: 'pause', databases: ['a', 'b'] },
    { asked: [['database.pause', { databases: ['a', 'b'], until: NOW + 4 * HOUR }]] },
  ],
  [{ kind: 'resume' }, { asked: [['database.resume', {}]] }],
  [{ kind: 'check-updates' }, { other: ['updates'] }],
  [{ kind: 'show-logs' }, { other: ['logs'] }],
  [{ kind: 'quit' }, { other: ['quit'] }],
])('%j', (action, expected) => {
  const asked: unknown[] = [];
  const shown: (Route | undefined)[] = [];
  const other: string[] = [];
  runAction(action, {
    state: {
      ask: <Id extends CommandId>(command: Id, input: InputOf<Id>) => void asked.push([command, input]),
    },
    show: (route) => shown.push(route),
    quit: () => other.push('quit'),
    checkUpdates: () => other.push('updates'),
    showLogs: () => other.push('logs'),
    clock: { now: () => NOW },
  });
  expect({ asked, shown, other }).toEqual({ ...nothing, ...expected });
});
