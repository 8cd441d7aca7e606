// Who this computer is to those it follows and those that follow it: 16 upper-case hex digits, made once.
import { join } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import { liveDir } from './server.ts';

const ID = /^[0-9A-F]{16}$/;

export function ownId({ home, disk, random }: { readonly home: string; readonly disk: Disk; readonly random: Random }): string {
  const dir = liveDir(home);
  const path = join(dir, 'id');
  const kept = disk.existsSync(path) ? disk.readFileSync(path, 'utf8').trim() : '';
  if (ID.test(kept)) return kept;
  const id = random.token(8).toUpperCase();
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  replaceText(disk, path, `${id}\n`, random.token(8));
  return id;
}
