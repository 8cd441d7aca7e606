// What surrounds the engine where there is no desktop: files are listed instead of chosen in a dialog, nothing is updated,
// and quitting ends the server.
import { Emitter } from '../engine/base/events.ts';
import { TidemarkError } from '../engine/base/errors.ts';
import type { Handlers } from '../ipc/contract/handlers.ts';
import type { ShellView } from '../ipc/contract/shell.ts';
import type { Shell } from '../ipc/shell.ts';
import { tidemarkVersion } from '../ipc/version.ts';
import { listFolder } from './listing.ts';

export interface HeadlessShellOptions {
  readonly platform: NodeJS.Platform;
  /** The person's home folder. */
  readonly userHome: string;
  readonly onQuit: () => void;
}

export class HeadlessShell implements Shell {
  /** Nothing here changes by itself. */
  readonly changed = new Emitter<ShellView>();
  readonly handlers: Handlers<'shell'>;
  readonly #view: ShellView;

  constructor({ platform, userHome, onQuit }: HeadlessShellOptions) {
    this.#view = {
      face: 'dashboard',
      platform,
      version: tidemarkVersion(),
      home: userHome,
      chooser: 'listing',
      reveal: 'not here',
      login: 'not here',
      tray: 'none',
      update: { kind: 'none' },
    };
    this.handlers = {
      'files.choose': () => notHere('there is no dialog to choose files in', 'Choose from the list instead.'),
      'files.list': ({ folder }) => listFolder(userHome, folder),
      'files.reveal': () => notHere('there is no file manager', 'Copy the path instead.'),
      'update.check': () => notHere('the dashboard does not update itself', UPDATE),
      'update.install': () => notHere('the dashboard does not update itself', UPDATE),
      'shell.quit': () => {
        onQuit();
        return null;
      },
    };
  }

  view(): ShellView {
    return this.#view;
  }
}

const UPDATE = 'Install a new version as you installed this one.';

function notHere(what: string, hint: string): never {
  throw new TidemarkError('unsupported', `${what} on a machine without a desktop`, { hint });
}
