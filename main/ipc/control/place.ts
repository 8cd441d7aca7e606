// Where the control socket of a home is.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';

/** Bytes of a socket's path that every system takes, its end included (macOS 104, Linux 108). */
const LONGEST_SOCKET_PATH = 104;

/** `unsupported` where the home's path is too long for a socket in it. */
export function controlPath(home: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    return `\\\\.\\pipe\\tidemark-${createHash('sha256').update(home.toLowerCase()).digest('hex').slice(0, 32)}`;
  }
  const path = join(home, 'control.sock');
  if (Buffer.byteLength(path) < LONGEST_SOCKET_PATH) return path;
  throw new TidemarkError('unsupported', `the folder ${home} has a path too long for a control socket`, {
    hint: 'Set TIDEMARK_HOME to a folder with a shorter path.',
  });
}
