// A shell for tests: answers what it is told to.
import { Emitter } from '../../main/engine/base/events.ts';
import type { ShellView } from '../../main/ipc/contract/shell.ts';
import type { Shell } from '../../main/ipc/shell.ts';

export const VIEW: ShellView = {
  face: 'dashboard',
  platform: 'linux',
  version: '1.2.3',
  home: '/home/sam',
  chooser: 'listing',
  reveal: 'not here',
  login: 'not here',
  tray: 'none',
  update: { kind: 'none' },
};

export class FakeShell implements Shell {
  readonly changed = new Emitter<ShellView>();
  quits = 0;
  /** Calls of `files.choose` that wait. */
  readonly choosing: { readonly signal: AbortSignal; readonly end: (paths: readonly string[]) => void }[] = [];
  readonly handlers: Shell['handlers'] = {
    'files.choose': (_input, { signal }) => new Promise((end) => this.choosing.push({ signal, end })),
    'files.list': () => ({ folder: '/home/sam', entries: [], more: 0 }),
    'files.reveal': () => null,
    'update.check': () => null,
    'update.install': () => null,
    'shell.quit': () => {
      this.quits++;
      return null;
    },
  };

  view(): ShellView {
    return VIEW;
  }
}
