// Starting at login: through the system where it has a way (macOS, Windows), by an autostart file on Linux.
import { dirname } from 'node:path';
import { type Disk, replaceFile } from '../../engine/base/disk.ts';
import type { Random } from '../../engine/base/random.ts';
import type { ShellView } from '../../ipc/contract/shell.ts';
import { desktopEntry } from './desktop-entry.ts';

/** Given to a start at login: no window is opened. */
export const HIDDEN_FLAG = '--hidden';

export type LoginView = ShellView['login'];

export interface LoginItem {
  view(): LoginView;
  /** Throws what the system says when it does not take it. */
  set(wanted: 'on' | 'off'): void;
}

/** What is needed of Electron's app. */
export interface LoginSettings {
  getLoginItemSettings(options?: { path?: string; args?: string[] }): {
    readonly openAtLogin: boolean;
    readonly status?: 'not-registered' | 'enabled' | 'requires-approval' | 'not-found';
  };
  setLoginItemSettings(settings: { openAtLogin?: boolean; path?: string; args?: string[] }): void;
}

/** Windows keeps the command line; it must be asked for with the same one. macOS knows the app by itself. */
export function systemLoginItem(app: LoginSettings, platform: NodeJS.Platform, program: string): LoginItem {
  const command = platform === 'win32' ? { path: program, args: [HIDDEN_FLAG] } : {};
  return {
    view: () => {
      const { openAtLogin, status } = app.getLoginItemSettings(command);
      if (status === 'requires-approval') return 'needs-approval';
      return openAtLogin ? 'on' : 'off';
    },
    set: (wanted) => {
      app.setLoginItemSettings({ openAtLogin: wanted === 'on', ...command });
    },
  };
}

export interface AutostartOptions {
  /** `~/.config/autostart/tidemark.desktop`. */
  readonly file: string;
  /** The program and its arguments; `--hidden` is added. */
  readonly command: readonly string[];
  readonly comment: string;
  readonly disk: Disk;
  readonly random: Random;
}

export function autostartFile({ file, command, comment, disk, random }: AutostartOptions): LoginItem {
  const text = desktopEntry({ name: 'Tidemark', comment, command: [...command, HIDDEN_FLAG] });
  return {
    view: () => (isOn(disk, file) ? 'on' : 'off'),
    set: (wanted) => {
      if (wanted === 'off') {
        disk.rmSync(file, { force: true });
        return;
      }
      disk.mkdirSync(dirname(file), { recursive: true });
      replaceFile(disk, file, Buffer.from(text), random.token(4));
    },
  };
}

/** Desktops switch an entry off by a key in it. */
function isOn(disk: Disk, file: string): boolean {
  if (!disk.existsSync(file)) return false;
  const text = disk.readFileSync(file, 'utf8');
  return !/^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(text);
}

/** Where starting at login has no meaning: a program that is run from its sources. */
export const noLoginItem: LoginItem = { view: () => 'not here', set: () => undefined };
