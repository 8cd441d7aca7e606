// The module `electron` of a run with the stand-in: the parts that the host uses, and no others.
import { EventEmitter } from 'node:events';
import type * as electron from 'electron';
import type { Electron } from '../../../main/host/surroundings.ts';
import { app } from './app.ts';
import { Page } from './page.ts';
import { note } from './record.ts';
import type { Stand } from './typed.ts';
import { parts, type StandInContents, StandInWindow as BrowserWindow } from './window.ts';
import {
  clipboard,
  crashReporter,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  safeStorage,
  shell,
  Tray,
} from './system.ts';

export { app, BrowserWindow, clipboard, crashReporter, dialog, Menu, nativeImage, nativeTheme, Notification };
export { powerMonitor, safeStorage, shell, Tray };

export const ipcMain = new EventEmitter();

type Handler = Parameters<electron.Protocol['handle']>[1];

export const protocol: Stand<electron.Protocol, 'handle' | 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged: (schemes) => {
    if (app.isReady()) throw new Error('too late');
    note('registerSchemesAsPrivileged', schemes);
  },
  handle: (scheme: string, handler: Handler) => {
    if (!app.isReady()) throw new Error('too early');
    parts.answer = (request) =>
      request.url.startsWith(`${scheme}:`) ? handler(request) : new Response(null, { status: 404 });
  },
};

type Handlers = Partial<Record<string, (...args: never[]) => unknown>>;

/** What was set for the session, for a test to ask. */
export const sessionHandlers: Handlers = {};

type SessionParts = Stand<
  electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
>;

const defaultSession: SessionParts & { webRequest: unknown } = {
  setPermissionRequestHandler: (handler) => {
    sessionHandlers['request'] = handler!;
  },
  setPermissionCheckHandler: (handler) => {
    sessionHandlers['check'] = handler!;
  },
  setDevicePermissionHandler: (handler) => {
    sessionHandlers['device'] = handler!;
  },
  setDisplayMediaRequestHandler: (handler) => {
    sessionHandlers['display'] = handler!;
  },
  setSpellCheckerEnabled: (enable) => {
    note('setSpellCheckerEnabled', enable);
  },
  webRequest: {
    onBeforeRequest: (filter: unknown, handler: (...args: never[]) => unknown) => {
      note('onBeforeRequest', filter);
      sessionHandlers['web'] = handler;
    },
  },
};

export const session = { defaultSession };

function sendToMain(contents: StandInContents, channel: string, args: unknown[]): void {
  ipcMain.emit(channel, { sender: contents, senderFrame: contents.mainFrame }, ...args);
}

parts.openPage = (contents) => new Page(contents, sendToMain);
parts.onContents = (contents) => {
  app.emit('web-contents-created', {}, contents);
};

/** Whatever the host may use is there. */
({
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
}) satisfies Record<keyof Electron, unknown>;
