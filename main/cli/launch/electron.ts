// Whether the desktop app can be shown here, decided without loading the `electron` package, which would start a download.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Found =
  | { readonly kind: 'found'; readonly path: string }
  /** `what` completes "the app needs …". */
  | { readonly kind: 'missing'; readonly what: string };

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly getuid?: () => number;
}

/** @param root the folder with node_modules/ */
export function findElectron(root: string, { env, platform, getuid }: Surroundings): Found {
  const path = runtimePath(join(root, 'node_modules/electron'), env, platform);
  if (path === undefined) return missing("Electron's runtime (`npx install-electron` fetches it)");
  if (platform !== 'linux') return { kind: 'found', path };
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return missing('a desktop, and none is to be seen from here');
  if (getuid?.() === 0) return missing('a person: Chromium keeps no sandbox for root');
  return { kind: 'found', path };
}

function missing(what: string): Found {
  return { kind: 'missing', what };
}

/** As electron/index.js finds it, less the download. */
function runtimePath(folder: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const named = join(folder, 'path.txt');
  const executable = existsSync(named) ? readFileSync(named, 'utf8') : DEFAULT_EXECUTABLE[platform];
  const path = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), executable ?? 'electron');
  return existsSync(path) ? path : undefined;
}

const DEFAULT_EXECUTABLE: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
