// Which way of starting at login this system has.
import type { Surroundings } from '../surroundings.ts';
import { autostartPath } from '../paths.ts';
import { autostartFile, type LoginItem, noLoginItem, systemLoginItem } from './login.ts';

export function chooseLoginItem(around: Surroundings): LoginItem {
  const { build, platform, electron, env, userHome, disk, random } = around;
  if (build === 'sources') return noLoginItem;
  if (platform !== 'linux') return systemLoginItem(electron.app, platform, process.execPath);
  // An app image runs from where it was unpacked to, which is gone afterwards.
  const program = env['APPIMAGE'] ?? process.execPath;
  const comment = 'Keeps every SQLite database continuously copied and provably restorable';
  return autostartFile({ file: autostartPath(env, userHome), command: [program], comment, disk, random });
}
