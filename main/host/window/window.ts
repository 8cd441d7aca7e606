// The one window: made when it is wanted, gone when it is closed, never left blank.
import type { BrowserWindowConstructorOptions } from 'electron';
import type { Clock } from '../../engine/base/clock.ts';
import { messageOf } from '../../engine/base/errors.ts';
import type { Log } from '../logs/log.ts';
import type { On } from '../on.ts';
import { START_PAGE } from '../protocol/scheme.ts';
import { AGAIN_LINK, COPY_LINK, type Trouble, TROUBLE_PAGE } from './trouble.ts';

/** What is needed of Electron's WebContents. */
export interface WindowContents {
  readonly id: number;
  readonly on: On<'render-process-gone', [event: unknown, details: Gone]> & On<'did-fail-load', FailedLoad>;
  forcefullyCrashRenderer(): void;
}

interface Gone {
  readonly reason: string;
  readonly exitCode: number;
}

type FailedLoad = [event: unknown, code: number, description: string, url: string, isMainFrame: boolean];

/** What is needed of Electron's BrowserWindow. */
export interface HostWindow {
  readonly webContents: WindowContents;
  readonly on: On<'ready-to-show'> & On<'closed'> & On<'unresponsive'> & On<'responsive'> & On<'focus'>;
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  restore(): void;
  isMinimized(): boolean;
  flashFrame(flash: boolean): void;
  destroy(): void;
}

export interface WindowOptions<W extends HostWindow> {
  readonly create: (options: BrowserWindowConstructorOptions) => W;
  /** Asked each time a window is made. */
  readonly options: () => BrowserWindowConstructorOptions;
  /** A window was made, and nothing is loaded yet. */
  readonly onOpened: (window: W) => void;
  readonly onClosed: () => void;
  /** Not even the page about trouble can be shown. */
  readonly onHopeless: (trouble: Trouble) => void;
  readonly copy: (text: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** A page that does not answer may be busy; ms until it is taken for dead. */
const PATIENCE = 10_000;
/** A navigation that was given up for another one: no fault. */
const ABORTED = -3;

export class MainWindow<W extends HostWindow> {
  readonly #options: WindowOptions<W>;
  #window: W | undefined;
  #trouble: Trouble | undefined;
  /** Why there are no screens to show, while that is so. */
  #obstacle: Trouble | undefined;
  #frozen: AbortController | undefined;

  constructor(options: WindowOptions<W>) {
    this.#options = options;
  }

  get current(): W | undefined {
    return this.#window;
  }

  /** What the page about trouble is to tell. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Opens the window, or brings it to the front. */
  show(): void {
    const window = this.#window;
    if (window === undefined) {
      this.#open();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** While there is an obstacle it is shown instead of the screens; they come back when it is gone. */
  setObstacle(obstacle: Trouble | undefined): void {
    const before = this.#obstacle;
    this.#obstacle = obstacle;
    if (this.#window === undefined || (before === undefined && obstacle === undefined)) return;
    this.#load();
  }

  /** A link of a page of ours was followed. */
  follow(address: string): void {
    if (address === AGAIN_LINK) this.#load();
    else if (address === COPY_LINK) this.#options.copy(this.#trouble?.details ?? '');
  }

  #open(): void {
    const window = this.#options.create(this.#options.options());
    this.#window = window;
    window.on('ready-to-show', () => {
      window.show();
    });
    window.on('focus', () => {
      window.flashFrame(false);
    });
    window.on('closed', () => {
      this.#closed(window);
    });
    this.#watch(window);
    this.#options.onOpened(window);
    this.#load();
  }

  #closed(window: W): void {
    if (this.#window !== window) return;
    this.#frozen?.abort();
    this.#window = undefined;
    this.#trouble = undefined;
    this.#options.onClosed();
  }

  #watch(window: W): void {
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      const details = `${reason}, exit code ${exitCode}`;
      if (reason !== 'clean-exit') this.#fail(window, { kind: 'crashed', details });
    });
    window.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      if (!isMainFrame || code === ABORTED) return;
      this.#fail(window, { kind: 'not-loaded', details: `${description} (${code}) ${url}` });
    });
    window.on('unresponsive', () => {
      void this.#await(window);
    });
    window.on('responsive', () => {
      this.#frozen?.abort();
    });
  }

  /** A page that hangs cannot be replaced; its process can. */
  async #await(window: W): Promise<void> {
    this.#frozen?.abort();
    const frozen = new AbortController();
    this.#frozen = frozen;
    try {
      await this.#options.clock.sleep(PATIENCE, frozen.signal);
    } catch {
      return;
    }
    this.#trouble = { kind: 'frozen', details: `no answer for ${PATIENCE / 1000} s` };
    window.webContents.forcefullyCrashRenderer();
  }

  #fail(window: W, found: Trouble): void {
    if (this.#window !== window) return;
    const { log, onHopeless } = this.#options;
    log.error({ trouble: found.kind, details: found.details }, 'the window failed');
    const before = this.#trouble;
    if (before !== undefined && before.kind !== 'frozen') {
      window.destroy();
      onHopeless(found);
      return;
    }
    this.#visit(window, TROUBLE_PAGE, before ?? found);
  }

  #load(): void {
    if (this.#window === undefined) return;
    this.#visit(this.#window, this.#obstacle === undefined ? START_PAGE : TROUBLE_PAGE, this.#obstacle);
  }

  #visit(window: W, address: string, trouble: Trouble | undefined): void {
    this.#trouble = trouble;
    // What goes wrong is told by `did-fail-load`.
    window.loadURL(address).catch((error: unknown) => {
      this.#options.log.warn({ address, reason: messageOf(error) }, 'a page did not load');
    });
  }
}
