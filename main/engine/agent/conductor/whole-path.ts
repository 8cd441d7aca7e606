// Paths as people and other programs give them. The engine runs wherever it was started from, so what is relative
// means nothing here.
import { isAbsolute, join, resolve } from 'node:path';
import { TidemarkError } from '../../base/errors.ts';
import type { Core } from './core.ts';

/** Absolute, `~` replaced by the person's home folder. `usage` for anything else. */
export function wholePath({ surroundings }: Pick<Core, 'surroundings'>, text: string): string {
  const trimmed = text.trim();
  if (/^~(?:$|[/\\])/.test(trimmed)) return resolve(join(surroundings.userHome, trimmed.slice(1)));
  if (isAbsolute(text)) return resolve(text);
  throw new TidemarkError('usage', `"${trimmed.slice(0, 80)}" is not a whole path`, {
    hint: 'Give it from the beginning, for example /media/backup/Tidemark or ~/Documents/shop.db.',
  });
}
