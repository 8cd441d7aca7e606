// Where the desktop app finds its parts, and where it keeps what is its own.
import { join } from 'node:path';

/** What was built, beside the code that runs. */
export interface BuiltPaths {
  readonly renderer: string;
  readonly preload: string;
  readonly assets: string;
  /** For window managers. */
  readonly icon: string;
}

/** @param dist the folder of the built index.js */
export function builtPaths(dist: string): BuiltPaths {
  const assets = join(dist, '..', 'assets');
  return {
    renderer: join(dist, 'renderer'),
    preload: join(dist, 'preload', 'preload.cjs'),
    assets,
    icon: join(assets, 'icon.png'),
  };
}

/** In Tidemark's folder, beside the engine's. */
export interface OwnPaths {
  /** What Chromium keeps; the single-instance lock is on it. */
  readonly chromium: string;
  readonly crashes: string;
  readonly logs: string;
  /** What was last brought to the system about starting at login. */
  readonly login: string;
}

export function ownPaths(home: string): OwnPaths {
  const desktop = join(home, 'desktop');
  return {
    chromium: join(desktop, 'chromium'),
    crashes: join(desktop, 'crashes'),
    logs: join(home, 'logs'),
    login: join(desktop, 'start-at-login'),
  };
}

/** The file that starts Tidemark at login on Linux. */
export function autostartPath(env: NodeJS.ProcessEnv, userHome: string): string {
  const config = env['XDG_CONFIG_HOME'];
  const base = config === undefined || config === '' ? join(userHome, '.config') : config;
  return join(base, 'autostart', 'tidemark.desktop');
}
