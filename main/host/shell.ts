// What surrounds the engine on a desktop: the system's own dialogs and file manager, updates, quitting.
import { isAbsolute } from 'node:path';
import type { Dialog, OpenDialogOptions, SaveDialogOptions } from 'electron';
import type { Disk } from '../engine/base/disk.ts';
import { TidemarkError } from '../engine/base/errors.ts';
import { Emitter, type Event } from '../engine/base/events.ts';
import type { InputOf } from '../ipc/contract/commands.ts';
import type { Handlers } from '../ipc/contract/handlers.ts';
import type { ShellView } from '../ipc/contract/shell.ts';
import type { Shell } from '../ipc/shell.ts';
import type { HostWords } from './words/words.ts';

export interface HostShellOptions {
  /** What is so now. */
  readonly view: () => ShellView;
  readonly words: () => HostWords['dialog'];
  readonly platform: NodeJS.Platform;
  readonly disk: Disk;
  readonly open: (options: OpenDialogOptions) => ReturnType<Dialog['showOpenDialog']>;
  readonly save: (options: SaveDialogOptions) => ReturnType<Dialog['showSaveDialog']>;
  readonly reveal: (path: string) => void;
  readonly checkUpdates: () => Promise<void>;
  readonly installUpdate: () => Promise<void>;
  readonly quit: () => void;
}

type Choice = InputOf<'files.choose'>;

const CHOOSE = 'Choose in the dialog instead.';
const MOVED = 'It may have been moved or deleted.';

const DATABASE_ENDINGS = ['db', 'db3', 'sqlite', 'sqlite3', 'sqlitedb', 's3db', 'sl3'];

export class HostShell implements Shell {
  readonly handlers: Handlers<'shell'>;
  readonly #options: HostShellOptions;
  readonly #changed = new Emitter<ShellView>();
  #told = '';

  constructor(options: HostShellOptions) {
    this.#options = options;
    this.handlers = {
      'files.choose': (choice) => this.#choose(choice),
      'files.list': () => {
        throw new TidemarkError('unsupported', 'folders are not listed here', { hint: CHOOSE });
      },
      'files.reveal': ({ path }) => this.#reveal(path),
      'update.check': () => options.checkUpdates().then(() => null),
      'update.install': () => options.installUpdate().then(() => null),
      'shell.quit': () => {
        options.quit();
        return null;
      },
    };
  }

  get changed(): Event<ShellView> {
    return this.#changed;
  }

  view(): ShellView {
    return this.#options.view();
  }

  /** Something may be different now. */
  look(): void {
    const view = this.view();
    const text = JSON.stringify(view);
    if (text === this.#told) return;
    this.#told = text;
    this.#changed.emit(view);
  }

  async #choose({ what, suggested }: Choice): Promise<readonly string[]> {
    const { open, save, words, platform } = this.#options;
    if (what === 'new-file') {
      const { canceled, filePath } = await save(saveOptions(words(), suggested));
      return canceled || filePath === '' ? [] : [filePath];
    }
    const { canceled, filePaths } = await open(openOptions(what, words(), platform, suggested));
    return canceled ? [] : filePaths;
  }

  /** Only what is there, and only shown in its folder: nothing is opened. */
  #reveal(path: string): null {
    if (!isAbsolute(path) || !this.#options.disk.existsSync(path)) {
      throw new TidemarkError('not-found', 'there is no such file any more', { hint: MOVED });
    }
    this.#options.reveal(path);
    return null;
  }
}

/** Only macOS lets a person choose files and folders in one dialog. */
export function openOptions(
  what: 'databases' | 'folder',
  words: HostWords['dialog'],
  platform: NodeJS.Platform,
  suggested: string | undefined,
): OpenDialogOptions {
  const place = suggested === undefined ? {} : { defaultPath: suggested };
  if (what === 'folder') {
    return { ...place, title: words.chooseFolder, properties: ['openDirectory', 'createDirectory'] };
  }
  return {
    ...place,
    title: words.chooseDatabases,
    properties: [
      'openFile',
      'multiSelections',
      'showHiddenFiles',
      ...(platform === 'darwin' ? (['openDirectory'] as const) : []),
    ],
    filters: [
      { name: 'SQLite', extensions: DATABASE_ENDINGS },
      { name: '*', extensions: ['*'] },
    ],
  };
}

function saveOptions(words: HostWords['dialog'], suggested: string | undefined): SaveDialogOptions {
  const place = suggested === undefined ? {} : { defaultPath: suggested };
  return { ...place, title: words.newFile, properties: ['createDirectory', 'showOverwriteConfirmation'] };
}
