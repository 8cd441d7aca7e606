// What the items of the tray, of the menu and of notices do.
import type { Clock } from '../engine/base/clock.ts';
import type { InputOf } from '../ipc/contract/commands.ts';
import type { Route } from '../ipc/contract/shell.ts';
import type { MenuAction } from './menu/menu.ts';
import type { NoticeAction } from './notices/texts.ts';
import type { HostState } from './state.ts';
import type { TrayAction } from './tray/model.ts';
import { momentAt, pauseEnd } from './tray/moments.ts';

export interface ActionsOptions {
  readonly state: Pick<HostState, 'ask'>;
  /** Opens the window; at a route when one is given. */
  readonly show: (route?: Route) => void;
  readonly quit: () => void;
  readonly checkUpdates: () => void;
  readonly showLogs: () => void;
  readonly clock: Pick<Clock, 'now'>;
}

const FOUR_HOURS = 4 * 3_600_000;

export type Action = TrayAction | MenuAction | NoticeAction;

export function runAction(
  action: Action,
  { state, show, quit, checkUpdates, showLogs, clock }: ActionsOptions,
): void {
  const now = clock.now();
  switch (action.kind) {
    case 'open':
      show();
      return;
    case 'show':
      show(action.route);
      return;
    case 'restore':
      show({ screen: 'restore', database: action.database, at: momentAt(action.to, now) });
      return;
    case 'back-up':
      state.ask('database.backUp', {});
      return;
    case 'pause':
      state.ask('database.pause', pauseOf(action, now));
      return;
    case 'resume':
      state.ask('database.resume', {});
      return;
    case 'check-updates':
      checkUpdates();
      return;
    case 'show-logs':
      showLogs();
      return;
    case 'quit':
      quit();
      return;
    default:
      action satisfies never;
  }
}

/** The tray pauses everything; a notice what it is about. */
function pauseOf(action: Extract<Action, { kind: 'pause' }>, now: number): InputOf<'database.pause'> {
  if ('databases' in action) return { databases: [...action.databases], until: now + FOUR_HOURS };
  return { until: pauseEnd(action.until, now) };
}
