// Stands in for Electron's `app`.
import { EventEmitter } from 'node:events';
import { statSync } from 'node:fs';
import type { App } from 'electron';
import { note } from './record.ts';
import { readSetup } from './setup.ts';
import type { Stand } from './typed.ts';
import { StandInWindow } from './window.ts';

const setup = readSetup();

/** An event of Electron's that can be held back. */
export class Preventable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

type AppParts = Stand<
  App,
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'setName'
  | 'setPath'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setAboutPanelOptions'
  | 'setAsDefaultProtocolClient'
  | 'getLocale'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
  | 'isPackaged'
>;

class StandInApp extends EventEmitter implements AppParts {
  readonly isPackaged = setup.packaged === 'yes';
  readonly dock = setup.platform === 'darwin' ? dock : undefined;
  readonly #ready = Promise.withResolvers<undefined>();
  #isReady = false;
  #openAtLogin = false;

  /** The app's own module has run to its end: not before that. */
  becomeReady(): void {
    this.#isReady = true;
    this.#ready.resolve(undefined);
    this.emit('ready');
  }

  isReady(): boolean {
    return this.#isReady;
  }

  async whenReady(): Promise<void> {
    await this.#ready.promise;
  }

  quit(): void {
    const event = new Preventable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of StandInWindow.all) window.destroy();
    this.emit('will-quit', new Preventable());
    this.exit(0);
  }

  exit(code = 0): void {
    note('exit', code);
    // What was noted has to get out first.
    process.disconnect();
    process.exit(code);
  }

  relaunch(): void {
    note('relaunch');
  }

  setName(name: string): void {
    note('setName', name);
  }

  setPath(name: string, path: string): void {
    if (!statSync(path).isDirectory()) throw new Error(`${path} is no folder`);
    note('setPath', { name, path });
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('too late');
    note('enableSandbox');
  }

  requestSingleInstanceLock(): boolean {
    return setup.lock === 'free';
  }

  setAppUserModelId(id: string): void {
    note('setAppUserModelId', id);
  }

  setAboutPanelOptions(options: unknown): void {
    note('setAboutPanelOptions', options);
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    note('setAsDefaultProtocolClient', scheme);
    return true;
  }

  getLocale(): string {
    return setup.locale;
  }

  getLoginItemSettings(): ReturnType<App['getLoginItemSettings']> {
    return {
      openAtLogin: this.#openAtLogin,
      wasOpenedAtLogin: false,
      status: this.#openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: this.#openAtLogin,
      launchItems: [],
    };
  }

  setLoginItemSettings(settings: Parameters<App['setLoginItemSettings']>[0]): void {
    this.#openAtLogin = settings.openAtLogin === true;
    note('setLoginItemSettings', settings);
  }
}

const dock = {
  show: (): Promise<void> => {
    note('dock.show');
    return Promise.resolve();
  },
  hide: (): void => {
    note('dock.hide');
  },
  bounce: (): number => {
    note('dock.bounce');
    return 1;
  },
};

export const app = new StandInApp();
