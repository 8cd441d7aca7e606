// The application's menu: what every app of the platform has, and the places of ours.
import type { MenuItemConstructorOptions } from 'electron';
import type { Route } from '../../ipc/contract/shell.ts';
import type { HostWords } from '../words/words.ts';

export type MenuAction =
  | { readonly kind: 'open' }
  | { readonly kind: 'show'; readonly route: Route }
  | { readonly kind: 'back-up' }
  | { readonly kind: 'check-updates' }
  | { readonly kind: 'show-logs' };

export interface MenuSettings {
  readonly platform: NodeJS.Platform;
  readonly words: HostWords['menu'];
  readonly build: 'packaged' | 'sources';
  readonly run: (action: MenuAction) => void;
}

type Template = MenuItemConstructorOptions[];

const LINE: MenuItemConstructorOptions = { type: 'separator' };

export function applicationMenu(settings: MenuSettings): Template {
  const { platform, words } = settings;
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [appMenu(settings)] : []),
    { label: words.file, submenu: fileMenu(settings) },
    { label: words.edit, role: 'editMenu' },
    { label: words.view, submenu: viewMenu(settings) },
    { label: words.window, role: 'windowMenu' },
    { label: words.help, role: 'help', submenu: helpMenu(settings) },
  ];
}

/** macOS wants settings, services and quitting under the app's own name. */
function appMenu(settings: MenuSettings): MenuItemConstructorOptions {
  return {
    label: 'Tidemark',
    submenu: [
      { role: 'about' },
      updates(settings),
      LINE,
      goTo(settings, settings.words.settings, 'settings', 'Command+,'),
      LINE,
      { role: 'services' },
      LINE,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      LINE,
      { role: 'quit' },
    ],
  };
}

function fileMenu(settings: MenuSettings): Template {
  const { platform, words } = settings;
  const own: Template = [
    act(settings, words.open, { kind: 'open' }),
    act(settings, words.backUpNow, { kind: 'back-up' }, 'CommandOrControl+B'),
    LINE,
  ];
  if (platform === 'darwin') return [...own, { role: 'close' }];
  return [
    ...own,
    goTo(settings, words.settings, 'settings', 'Control+,'),
    LINE,
    { role: 'close' },
    { role: 'quit' },
  ];
}

function viewMenu(settings: MenuSettings): Template {
  const { words, build } = settings;
  return [
    goTo(settings, words.databases, 'databases', 'CommandOrControl+1'),
    goTo(settings, words.destinations, 'destinations', 'CommandOrControl+2'),
    goTo(settings, words.replicas, 'replicas', 'CommandOrControl+3'),
    goTo(settings, words.activity, 'activity', 'CommandOrControl+4'),
    LINE,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    LINE,
    { role: 'togglefullscreen' },
    ...(build === 'sources' ? [LINE, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
  ];
}

function helpMenu(settings: MenuSettings): Template {
  const own = [act(settings, settings.words.logs, { kind: 'show-logs' })];
  return settings.platform === 'darwin' ? own : [...own, updates(settings), LINE, { role: 'about' }];
}

function updates(settings: MenuSettings): MenuItemConstructorOptions {
  return act(settings, settings.words.update, { kind: 'check-updates' });
}

function goTo(
  settings: MenuSettings,
  label: string,
  screen: 'databases' | 'destinations' | 'replicas' | 'activity' | 'settings',
  accelerator: string,
): MenuItemConstructorOptions {
  return act(settings, label, { kind: 'show', route: { screen } }, accelerator);
}

function act(
  { run }: MenuSettings,
  label: string,
  action: MenuAction,
  accelerator?: string,
): MenuItemConstructorOptions {
  return {
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      run(action);
    },
  };
}
