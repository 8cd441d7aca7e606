// Stands in for BrowserWindow and WebContents: a page is asked of the protocol's handler, its preload is really run.
import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import { note } from './record.ts';
import type { Page } from './page.ts';
import type { Stand } from './typed.ts';

type ContentsParts = Stand<
  WebContents,
  'id' | 'isDestroyed' | 'send' | 'setWindowOpenHandler' | 'forcefullyCrashRenderer' | 'getURL'
>;

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

/** Set by the stand-in as a whole: what a window needs of its other parts. */
export const parts: {
  answer: (request: Request) => Promise<Response> | Response;
  openPage: (contents: StandInContents) => Page;
  onContents: (contents: StandInContents) => void;
} = {
  answer: () => new Response(null, { status: 404 }),
  openPage: () => {
    throw new Error('no pages yet');
  },
  onContents: () => undefined,
};

let ids = 0;

export class StandInContents extends EventEmitter implements ContentsParts {
  readonly id = (ids += 1);
  readonly preload: string;
  mainFrame = { origin: 'null', url: '' };
  page: Page | undefined;
  html = '';
  openHandler: OpenHandler = () => ({ action: 'allow' });
  #isDestroyed = false;

  constructor(preload: string) {
    super();
    this.preload = preload;
    parts.onContents(this);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    const copies = structuredClone(args);
    setImmediate(() => this.page?.receive(channel, copies));
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  forcefullyCrashRenderer(): void {
    this.crash('killed');
  }

  crash(reason: string): void {
    this.page = undefined;
    this.emit('render-process-gone', {}, { reason, exitCode: 5 });
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.page = undefined;
    this.emit('destroyed');
  }

  async load(url: string): Promise<void> {
    const response = await parts.answer(new Request(url));
    if (this.#isDestroyed) return;
    if (!response.ok) {
      this.emit('did-fail-load', {}, -6, `ERR_${response.status}`, url, true, 1, 1);
      throw new Error(`${response.status} ${url}`);
    }
    this.html = await response.text();
    const { protocol, host } = new URL(url);
    this.mainFrame = { origin: `${protocol}//${host}`, url };
    this.emit('did-navigate', {}, url, 200, 'OK');
    // Screens are what has a script; the page about trouble has none, and says nothing.
    this.page = this.html.includes('<script') ? parts.openPage(this) : undefined;
  }
}

type WindowParts = Stand<
  BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'restore'
  | 'isMinimized'
  | 'isFocused'
  | 'flashFrame'
  | 'destroy'
  | 'close'
>;

export class StandInWindow extends EventEmitter implements WindowParts {
  static readonly all = new Set<StandInWindow>();
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: StandInContents;
  isShown = false;
  hasFocus = false;
  #minimized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    note('window', options);
    this.webContents = new StandInContents(options.webPreferences!.preload!);
    StandInWindow.all.add(this);
  }

  async loadURL(url: string): Promise<void> {
    note('loadURL', url);
    await this.webContents.load(url);
    if (!this.isShown) this.emit('ready-to-show');
  }

  show(): void {
    this.isShown = true;
    this.focus();
  }

  focus(): void {
    this.hasFocus = true;
    this.emit('focus');
  }

  restore(): void {
    this.#minimized = false;
  }

  minimize(): void {
    this.#minimized = true;
    this.hasFocus = false;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  isFocused(): boolean {
    return this.hasFocus;
  }

  readonly flashFrame: WindowParts['flashFrame'] = (flash) => {
    note('flashFrame', flash);
  };

  close(): void {
    this.destroy();
  }

  destroy(): void {
    StandInWindow.all.delete(this);
    this.webContents.destroy();
    this.emit('closed');
  }
}
