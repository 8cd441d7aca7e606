// Which picture stands for a state, by platform. Electron finds the `@2x` beside it by itself.
import { join } from 'node:path';
import type { Shape } from '../../ipc/contract/words/overall.ts';

/** For the tray: macOS tints a template by itself, Windows wants all sizes in one file. */
export function trayIconFile(assets: string, shape: Shape, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return join(assets, 'tray', `${shape}Template.png`);
    case 'win32':
      return join(assets, 'tray', `${shape}.ico`);
    default:
      return join(assets, 'tray', `${shape}.png`);
  }
}

/** For an item of a menu. */
export function menuIconFile(assets: string, shape: Shape, platform: NodeJS.Platform): string {
  return join(assets, 'tray', platform === 'darwin' ? `${shape}Template.png` : `${shape}.png`);
}
