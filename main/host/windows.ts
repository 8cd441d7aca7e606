// Windows and the pages in them: our own scheme, what pages may not do, and the messages they send.
import type { BrowserWindow } from 'electron';
import { messageOf } from '../engine/base/errors.ts';
import { collectGarbage } from '../engine/base/garbage.ts';
import { CHANNEL } from '../ipc/contract/bridge.ts';
import type { Route } from '../ipc/contract/shell.ts';
import type { Gateway } from '../ipc/gateway.ts';
import { readStaticFiles } from '../ipc/site/files.ts';
import { Faces } from './ipc/faces.ts';
import { lockContents, lockSession } from './protocol/lockdown.ts';
import { SCHEME } from './protocol/scheme.ts';
import { answerPage, type Extra } from './protocol/site.ts';
import type { Surroundings } from './surroundings.ts';
import { windowOptions, type WindowSettings } from './window/options.ts';
import {
  type Trouble,
  TROUBLE_PATH,
  TROUBLE_STYLE,
  TROUBLE_STYLE_PATH,
  troublePage,
} from './window/trouble.ts';
import { MainWindow } from './window/window.ts';
import type { Speech } from './words/speech.ts';

/** Ms without a window. */
const REST_AFTER = 10_000;

export interface WindowsOptions {
  readonly around: Surroundings;
  readonly gateway: Gateway;
  readonly speech: () => Speech;
  readonly onHopeless: (trouble: Trouble) => void;
  /** Puts a text on the clipboard. */
  readonly copy: (text: string) => void;
  /** Windows is about to shut down; it tells only windows. */
  readonly onSessionEnd: () => void;
}

export class Windows {
  readonly #options: WindowsOptions;
  readonly #faces: Faces;
  readonly #main: MainWindow<BrowserWindow>;
  /** Asked for before there could be a window. */
  #early: 'window' | Route | undefined;
  #stage: 'early' | 'ready' = 'early';

  constructor(options: WindowsOptions) {
    this.#options = options;
    const { electron, clock, log } = options.around;
    this.#faces = new Faces(options.gateway, log);
    this.#main = new MainWindow({
      create: (settings) => new electron.BrowserWindow(settings),
      options: () => windowOptions(this.#settings()),
      onOpened: (window) => {
        this.#opened(window);
      },
      onClosed: () => {
        electron.app.dock?.hide();
        void this.#rest();
      },
      onHopeless: options.onHopeless,
      copy: options.copy,
      clock,
      log,
    });
  }

  get current(): BrowserWindow | undefined {
    return this.#main.current;
  }

  /** Once Electron is ready: pages are served and guarded, and windows may be opened. */
  open(): void {
    const { electron, built } = this.#options.around;
    const pages = readStaticFiles(built.renderer);
    const extras = this.#extras();
    electron.protocol.handle(SCHEME, (request) => answerPage(request, pages, extras));
    lockSession(electron.session.defaultSession);
    electron.ipcMain.on(CHANNEL, (event, message: unknown) => {
      this.#faces.receive(event, message);
    });
    this.#stage = 'ready';
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) this.show(early === 'window' ? undefined : early);
    void this.#rest();
  }

  /** Every page there ever is is held to the same. From before the first one. */
  guard(): void {
    const { electron, log } = this.#options.around;
    electron.app.on('web-contents-created', (_event, contents) => {
      lockContents(contents, {
        openExternal: (address) => {
          electron.shell.openExternal(address).catch((error: unknown) => {
            log.warn({ address, reason: messageOf(error) }, 'no browser took an address');
          });
        },
        onLink: (address) => {
          if (contents === this.current?.webContents) this.#main.follow(address);
        },
        log,
      });
    });
  }

  /** Opens the window or brings it to the front; at a screen, when one is given. */
  show(route?: Route): void {
    if (this.#stage === 'early') {
      this.#early = route ?? 'window';
      return;
    }
    this.#main.show();
    const window = this.#main.current;
    if (route !== undefined && window !== undefined) this.#faces.show(window.webContents.id, route);
  }

  setObstacle(obstacle: Trouble | undefined): void {
    this.#main.setObstacle(obstacle);
  }

  #opened(window: BrowserWindow): void {
    const { around, onSessionEnd } = this.#options;
    this.#faces.add(window.webContents);
    if (around.platform === 'win32') window.on('session-end', onSessionEnd);
    void around.electron.app.dock?.show();
  }

  /** What starting and windows left behind; nobody waits for this thread while there is no window. */
  async #rest(): Promise<void> {
    await this.#options.around.clock.sleep(REST_AFTER);
    if (this.current === undefined) collectGarbage();
  }

  #settings(): WindowSettings {
    const { electron, platform, built, build } = this.#options.around;
    const theme = electron.nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
    return { platform, preload: built.preload, icon: built.icon, theme, build };
  }

  #extras(): readonly Extra[] {
    const none: Trouble = { kind: 'crashed', details: '' };
    return [
      { path: TROUBLE_PATH, text: () => troublePage(this.#main.trouble ?? none, this.#options.speech()) },
      { path: TROUBLE_STYLE_PATH, text: () => TROUBLE_STYLE },
    ];
  }
}
