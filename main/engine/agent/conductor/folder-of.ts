// Of the places that histories are in, those that are folders of this computer.
import { fileURLToPath } from 'node:url';

/** The folder of that URL; none for a server. */
export function folderOf(url: string): readonly string[] {
  return url.startsWith('file:') ? [fileURLToPath(url)] : [];
}

/** As people read it: a folder by its path, anything else by its URL. */
export function shownCopy(url: string): string {
  return folderOf(url)[0] ?? url;
}
