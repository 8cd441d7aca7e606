// What a test can do in a run with the stand-in, and ask of it: a person's clicks, the system's events, what is shown.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MenuItemConstructorOptions } from 'electron';
import type { EngineView } from '../../../main/engine/agent/views.ts';
import type { CallError } from '../../../main/ipc/contract/client.ts';
import type { CommandId, InputOf } from '../../../main/ipc/contract/commands.ts';
import type { Route, ShellView } from '../../../main/ipc/contract/shell.ts';
import { Preventable } from './app.ts';
import * as electron from './electron.ts';
import type { Page } from './page.ts';
import { answers, type Happening, happenings } from './record.ts';
import { StandInWindow } from './window.ts';

export interface Item {
  readonly label: string;
  readonly enabled: boolean;
  readonly icon?: string;
  readonly items?: readonly Item[];
}

type Forgery = 'other window' | 'inner frame' | 'other origin' | 'gone' | 'too long' | 'circle';

function window(): StandInWindow | undefined {
  return [...StandInWindow.all][0];
}

function page(): Page {
  const open = window()?.webContents.page;
  if (open === undefined) throw new Error('no page is open');
  return open;
}

function itemOf(options: MenuItemConstructorOptions): Item {
  const { submenu, icon } = options;
  return {
    label: options.type === 'separator' ? '—' : (options.label ?? options.role ?? ''),
    enabled: options.enabled ?? true,
    ...(icon === undefined ? {} : { icon: (icon as unknown as { path: string }).path.split('/').at(-1)! }),
    ...(Array.isArray(submenu) ? { items: submenu.map(itemOf) } : {}),
  };
}

function click(template: readonly MenuItemConstructorOptions[], path: readonly string[]): void {
  const [label, ...rest] = path;
  const isMeant = (each: MenuItemConstructorOptions): boolean =>
    each.enabled !== false && (each.label === label || (each.label?.startsWith(`${label!} `) ?? false));
  const item = template.find(isMeant);
  if (item === undefined) throw new Error(`nothing to click: ${label!}`);
  if (rest.length > 0) click(item.submenu as MenuItemConstructorOptions[], rest);
  else (item.click as () => void)();
}

/** How often the loop is looked at, ms; what is measured includes it. */
const RESOLUTION = 5;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION });

export const operations = {
  happenings: (): readonly Happening[] => happenings,
  answer: (what: string, answer: unknown): void => {
    answers.set(what, [...(answers.get(what) ?? []), answer]);
  },

  window: () => {
    const open = window();
    if (open === undefined) return null;
    const { url } = open.webContents.mainFrame;
    return { options: open.options, isShown: open.isShown, url, html: open.webContents.html };
  },
  closeWindow: (): void => window()?.close(),
  blur: (): void => {
    const open = window();
    if (open !== undefined) open.hasFocus = false;
  },
  minimize: (): void => window()?.minimize(),
  isMinimized: (): boolean => window()?.isMinimized() ?? false,
  crashPage: (): void => window()?.webContents.crash('oom'),
  followLink: (url: string): boolean => {
    const event = Object.assign(new Preventable(), { url });
    window()?.webContents.emit('will-navigate', event);
    return event.defaultPrevented;
  },
  openWindowFrom: (url: string) => window()?.webContents.openHandler({ url } as never),

  get: async (url: string, method = 'GET') => {
    const { parts } = await import('./window.ts');
    const response = await parts.answer(new Request(url, { method }));
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
  },
  permission: (permission: string, origin: string): unknown =>
    electron.sessionHandlers['check']?.(...([null, permission, origin, {}] as never[])),

  state: (): EngineView | null => page().state ?? null,
  shell: (): ShellView | null => page().shell ?? null,
  shown: (): readonly Route[] => page().shown,
  call: async (command: string, input: unknown) => {
    try {
      const value: unknown = await page().client.call(command as CommandId, input as InputOf<CommandId>);
      return { ok: true as const, value };
    } catch (error) {
      const { code, message, hint } = error as CallError;
      return { ok: false as const, error: { code, message, hint } };
    }
  },
  bridge: () => {
    const { bridge } = page();
    const stop: () => unknown = bridge.listen(() => undefined);
    const undo = stop();
    return { names: Object.keys(bridge).sort(), isFrozen: Object.isFrozen(bridge), undo: typeof undo };
  },
  /** A message from somebody who pretends to be a page of ours. */
  forge: (how: Forgery, message: unknown): void => {
    const contents = window()!.webContents;
    const { mainFrame } = contents;
    const { origin } = mainFrame;
    const stranger = { id: 999, mainFrame, isDestroyed: () => false };
    const circle: Record<string, unknown> = { kind: 'watch' };
    circle['self'] = circle;
    const forged = {
      'other window': [{ sender: stranger, senderFrame: mainFrame }, message],
      'inner frame': [{ sender: contents, senderFrame: { ...mainFrame } }, message],
      'other origin': [{ sender: contents, senderFrame: mainFrame }, message],
      gone: [{ sender: contents, senderFrame: null }, message],
      'too long': [
        { sender: contents, senderFrame: mainFrame },
        { kind: 'watch', more: 'x'.repeat(2 ** 20) },
      ],
      circle: [{ sender: contents, senderFrame: mainFrame }, circle],
    }[how];
    if (how === 'other origin') mainFrame.origin = 'https://evil.example';
    electron.ipcMain.emit('tidemark', ...forged);
    mainFrame.origin = origin;
  },

  tray: () => {
    const { current } = electron.Tray;
    if (current === undefined) return null;
    return {
      images: current.images,
      tooltip: current.tooltip,
      items: (current.menu?.template ?? []).map(itemOf),
    };
  },
  clickTray: (...path: string[]): void => {
    if (path.length === 0) electron.Tray.current!.emit('click');
    else click(electron.Tray.current!.menu!.template, path);
  },
  menu: (): readonly Item[] => (electron.Menu.application?.template ?? []).map(itemOf),
  notices: () => electron.Notification.out.map(({ options }) => options),
  clickNotice: (id: string, action?: number): void => {
    const notice = electron.Notification.out.find(({ options }) => options.id === id);
    if (notice === undefined) throw new Error(`no notice ${id}`);
    if (action === undefined) notice.emit('click', {});
    else notice.emit('action', { actionIndex: action }, action, -1);
  },

  appEvent: (event: string, ...args: unknown[]): boolean => {
    const preventable = new Preventable();
    electron.app.emit(event, preventable, ...args);
    return preventable.defaultPrevented;
  },
  power: (event: 'resume' | 'shutdown'): boolean => {
    const preventable = new Preventable();
    electron.powerMonitor.emit(event, preventable);
    return preventable.defaultPrevented;
  },
  quit: (): void => {
    electron.app.quit();
  },
  fault: (how: 'exception' | 'rejection', text: string): void => {
    const fail = (): void => {
      throw new Error(text);
    };
    if (how === 'exception') setImmediate(fail);
    else void Promise.reject(new Error(text));
  },
  themeSource: (): string => electron.nativeTheme.themeSource,

  watchLoop: (): void => {
    delays.enable();
    delays.reset();
  },
  /** Of the thread that carries the windows, ms, since `watchLoop`. */
  loopDelay: () => ({
    p99: delays.percentile(99) / 1e6 - RESOLUTION,
    max: delays.max / 1e6 - RESOLUTION,
  }),
  /** Resident, bytes: host and engine, which are threads of one process. */
  memory: (): number => process.memoryUsage.rss(),
};

export type Operations = typeof operations;
