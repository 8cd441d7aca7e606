// Where on this computer databases of people and their apps usually lie.
import { join, posix, win32 } from 'node:path';

export interface UsualPlaces {
  readonly platform: NodeJS.Platform;
  readonly userHome: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What a person's own files are in; then what apps keep their data in. */
const OWN = ['Documents', 'Desktop', 'Downloads', 'Pictures', 'Music', 'Videos', 'Projects', 'Calibre Library', 'Zotero'];
const LINUX = ['.config', '.local/share', '.mozilla', '.thunderbird', '.var/app', 'snap', '.kodi', '.anki'];
const DARWIN = ['Library/Application Support', 'Library/Containers', 'Library/Group Containers', 'Library/Messages'];

/** Folders, the likeliest first; some may not be there. The home folder itself comes last: what is left of it. */
export function usualPlaces({ platform, userHome, env }: UsualPlaces): readonly string[] {
  return [...appPlaces({ platform, userHome, env }), ...OWN.map((name) => join(userHome, name)), userHome];
}

function appPlaces({ platform, userHome, env }: UsualPlaces): readonly string[] {
  switch (platform) {
    case 'win32': {
      const data = win32.join(userHome, 'AppData');
      return [env['APPDATA'] ?? win32.join(data, 'Roaming'), env['LOCALAPPDATA'] ?? win32.join(data, 'Local')];
    }
    case 'darwin':
      return DARWIN.map((name) => posix.join(userHome, name));
    default:
      return LINUX.map((name) => posix.join(userHome, name));
  }
}
