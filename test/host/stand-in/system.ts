// Stands in for the parts of Electron that reach into the system: tray, menus, notices, dialogs, power, secrets.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type * as electron from 'electron';
import { answerTo, note } from './record.ts';
import { readSetup } from './setup.ts';
import type { Stand } from './typed.ts';

const setup = readSetup();

/** Seals by turning bytes round: enough to see that nothing is written as it is. */
export const safeStorage: Stand<
  electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend' | 'setUsePlainTextEncryption'
> = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(text).map((byte) => byte ^ 0xff) as Buffer),
  decryptStringAsync: (sealed: Buffer) =>
    Promise.resolve({ result: Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString(), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  setUsePlainTextEncryption: () => undefined,
};

class StandInImage {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

export const nativeImage: Stand<typeof electron.nativeImage, 'createFromPath'> = {
  createFromPath: (path: string) => {
    if (!existsSync(path)) throw new Error(`no picture at ${path}`);
    return new StandInImage(path);
  },
};

type Template = electron.MenuItemConstructorOptions[];

class StandInMenu {
  readonly template: Template;
  static application: StandInMenu | undefined;

  constructor(template: Template) {
    this.template = template;
  }

  static buildFromTemplate(template: Template): StandInMenu {
    return new StandInMenu(template);
  }

  static setApplicationMenu(menu: unknown): void {
    StandInMenu.application = menu as StandInMenu;
  }
}

export { StandInMenu as Menu };

export class Tray extends EventEmitter implements Stand<electron.Tray, 'setToolTip' | 'destroy'> {
  static current: Tray | undefined;
  image: StandInImage;
  tooltip = '';
  menu: StandInMenu | undefined;
  /** Pictures that were shown, in order, by file name. */
  readonly images: string[] = [];

  constructor(image: StandInImage) {
    super();
    if (setup.tray === 'none') throw new Error('no status notifier');
    this.image = image;
    this.setImage(image);
    Tray.current = this;
  }

  setImage(image: StandInImage): void {
    this.image = image;
    this.images.push(image.path.split('/').at(-1)!);
  }

  setToolTip(text: string): void {
    this.tooltip = text;
  }

  setContextMenu(menu: StandInMenu): void {
    this.menu = menu;
    note('tray.menu');
  }

  destroy(): void {
    Tray.current = undefined;
    note('tray.destroy');
  }
}

export class Notification extends EventEmitter implements Stand<electron.Notification, 'show' | 'close'> {
  static readonly out: Notification[] = [];
  readonly options: electron.NotificationConstructorOptions;

  constructor(options: electron.NotificationConstructorOptions) {
    super();
    this.options = options;
  }

  static isSupported(): boolean {
    return setup.notices !== 'unsupported';
  }

  show(): void {
    note('notice', this.options);
    if (setup.notices === 'failing') this.emit('failed', {}, 'the app is not signed');
    else Notification.out.push(this);
  }

  close(): void {
    note('notice.close', this.options.id);
    const at = Notification.out.indexOf(this);
    if (at >= 0) Notification.out.splice(at, 1);
  }
}

export const powerMonitor = new EventEmitter();

export const nativeTheme: Stand<typeof electron.nativeTheme, 'shouldUseDarkColors' | 'themeSource'> = {
  shouldUseDarkColors: true,
  themeSource: 'system',
};

export const clipboard: Stand<typeof electron.clipboard, 'writeText'> = {
  writeText: (text) => {
    note('clipboard', text);
    return Promise.resolve();
  },
};

/** The window they belong to, if there is one, comes first. */
function optionsOf(args: readonly unknown[]): unknown {
  return args.at(-1);
}

export const dialog = {
  showMessageBox: (...args: unknown[]): Promise<electron.MessageBoxReturnValue> => {
    note('showMessageBox', optionsOf(args));
    return Promise.resolve({ response: answerTo('showMessageBox', 0) as number, checkboxChecked: false });
  },
  showOpenDialog: (...args: unknown[]): Promise<electron.OpenDialogReturnValue> => {
    note('showOpenDialog', optionsOf(args));
    const filePaths = answerTo('showOpenDialog', []) as string[];
    return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
  },
  showSaveDialog: (...args: unknown[]): Promise<electron.SaveDialogReturnValue> => {
    note('showSaveDialog', optionsOf(args));
    const filePath = answerTo('showSaveDialog', '') as string;
    return Promise.resolve({ canceled: filePath === '', filePath });
  },
  showErrorBox: (title: string, content: string): void => {
    note('showErrorBox', { title, content });
  },
} satisfies Partial<Record<keyof electron.Dialog, unknown>>;

export const shell: Stand<electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder'> = {
  openExternal: (url) => {
    note('openExternal', url);
    return Promise.resolve();
  },
  openPath: (path) => {
    note('openPath', path);
    return Promise.resolve('');
  },
  showItemInFolder: (path) => {
    note('showItemInFolder', path);
  },
};

export const crashReporter: Stand<typeof electron.crashReporter, 'start'> = {
  start: (options) => {
    note('crashReporter', options);
  },
};
