// What was dropped on the window, read while the drop lasts: afterwards the browser forgets it.

export type Dropped =
  | { readonly kind: 'path'; readonly path: string }
  /** A file whose place the page cannot know. `modified` ms since the epoch. */
  | { readonly kind: 'file'; readonly name: string; readonly size: number; readonly modified: number }
  /** A folder whose place the page cannot know: nothing can be looked for by its name alone. */
  | { readonly kind: 'folder'; readonly name: string };

/** Whether the drag may hold what we take. */
export function holdsFiles(data: DataTransfer | null): boolean {
  return data !== null && (data.types.includes('Files') || data.types.includes('text/uri-list'));
}

/** @param pathOf absolute path of a dropped file; empty where it cannot be known */
export function readDrop(data: DataTransfer, pathOf: (file: File) => string): readonly Dropped[] {
  const named = pathsInText(data);
  const files = [...data.items].flatMap((item) => readItem(item, pathOf));
  const known = files.filter((one) => one.kind === 'path');
  if (known.length > 0 || named.length === 0) return files;
  return named.map((path) => ({ kind: 'path', path }));
}

function readItem(item: DataTransferItem, pathOf: (file: File) => string): Dropped[] {
  const file = item.getAsFile();
  if (file === null) return [];
  const path = pathOf(file);
  if (path !== '') return [{ kind: 'path', path }];
  const entry = item.webkitGetAsEntry();
  if (entry?.isDirectory === true) return [{ kind: 'folder', name: file.name }];
  return [{ kind: 'file', name: file.name, size: file.size, modified: file.lastModified }];
}

function pathsInText(data: DataTransfer): readonly string[] {
  const uris = linesOf(data.getData('text/uri-list')).flatMap(pathOfUri);
  return uris.length > 0 ? uris : linesOf(data.getData('text/plain')).filter(isAbsolute);
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

function pathOfUri(uri: string): readonly string[] {
  if (!URL.canParse(uri)) return [];
  const { protocol, hostname, pathname } = new URL(uri);
  if (protocol !== 'file:' || (hostname !== '' && hostname !== 'localhost')) return [];
  try {
    return [decodeURIComponent(pathname).replace(/^\/(?=[A-Za-z]:)/, '')];
  } catch {
    return [];
  }
}

function isAbsolute(line: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(line);
}
