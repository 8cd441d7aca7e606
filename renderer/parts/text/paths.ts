// Paths of any platform, as text: the page has no file system to ask.

/** The path with ~ for the home folder. */
export function tildePath(path: string, home: string): string {
  if (home === '' || !path.startsWith(home)) return path;
  const rest = path.slice(home.length);
  return rest === '' || /^[/\\]/.test(rest) ? `~${rest}` : path;
}

/** The address of a destination without how it is reached: what stands behind `?` is shown nowhere. Paths stay whole. */
export function bareAddress(url: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(url) ? url.replace(/\?.*$/, '') : url;
}

/** The folder part and the last part; the last part keeps its separator. */
export function splitPath(path: string): readonly [string, string] {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut <= 0 ? ['', path] : [path.slice(0, cut), path.slice(cut)];
}

export function folderOf(path: string): string {
  const [folder] = splitPath(path);
  return folder === '' ? path.slice(0, 1) : folder;
}

export function nameOf(path: string): string {
  return splitPath(path)[1].replace(/^[/\\]/, '');
}
