// What surrounds the engine: Electron's host on a desktop, the dashboard's server on a machine without one.
import type { Event } from '../engine/base/events.ts';
import type { Handlers } from './contract/handlers.ts';
import type { ShellView } from './contract/shell.ts';

export interface Shell {
  view(): ShellView;
  readonly changed: Event<ShellView>;
  readonly handlers: Handlers<'shell'>;
}
