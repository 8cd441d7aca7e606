// Paths as people and other programs give them. The engine runs wherever it was started from, so what is relative
// means nothing here.
import { isAbsolute, join, resolve } from 'node:path';
import { TidemarkError } from '../../base/errors.ts';
import type { DestinationLocation } from '../../destination/location.ts';
import { formatDestination, isAddress, parseDestination } from '../../destination/url.ts';
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

/**
 * A folder by its whole path, as above; other places as their URL names them, so that each has one name however it was
 * written. `usage` or `config`.
 */
export function wholeLocation(core: Pick<Core, 'surroundings'>, location: DestinationLocation): DestinationLocation {
  if (location.kind === 'folder') return { ...location, path: wholePath(core, location.path) };
  return parseDestination(formatDestination(location));
}

/** What a person typed or pasted: a path or a URL. `usage` or `config`. */
export function typedLocation(core: Pick<Core, 'surroundings'>, text: string): DestinationLocation {
  return isAddress(text.trim()) ? parseDestination(text.trim()) : { kind: 'folder', path: wholePath(core, text) };
}
