// What the parts of the desktop app are given: Electron, the machine's own ways, and where things are.
import type * as electronModule from 'electron';
import type { Clock } from '../engine/base/clock.ts';
import type { Disk } from '../engine/base/disk.ts';
import type { Random } from '../engine/base/random.ts';
import type { Log } from './logs/log.ts';
import type { BuiltPaths, OwnPaths } from './paths.ts';

/** The parts of Electron that are used, as the module itself gives them. */
export type Electron = Pick<
  typeof electronModule,
  | 'app'
  | 'BrowserWindow'
  | 'clipboard'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'nativeTheme'
  | 'Notification'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'session'
  | 'shell'
  | 'Tray'
>;

export interface Surroundings {
  readonly electron: Electron;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** What started the process, without the program itself. */
  readonly args: readonly string[];
  readonly clock: Clock;
  readonly disk: Disk;
  readonly random: Random;
  readonly log: Log;
  readonly version: string;
  /** Tidemark's own folder. */
  readonly home: string;
  readonly userHome: string;
  readonly own: OwnPaths;
  readonly built: BuiltPaths;
  /** Programs that are run from their sources are not updated, and do not start at login. */
  readonly build: 'packaged' | 'sources';
}
