// Between what people write for a destination and the engine's stores.
import { homedir } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Destination } from '../../engine/destination/destination.ts';
import { openDestination, parseDestinationUrl } from '../../engine/destination/url.ts';
import type { Context } from '../context.ts';

/** The one spelling of a destination; throws `config` for kinds this version does not have. */
export function canonicalUrl(text: string, cwd: string): string {
  return pathToFileURL(parseDestinationUrl(text, { home: homedir(), cwd }).path).href;
}

/** A destination as people know it: a folder by its path. */
export function shownUrl(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/** @param url canonical; nothing is contacted yet */
export function openStore(url: string, { random }: Pick<Context, 'random'>): Destination {
  return openDestination(url, { random });
}
