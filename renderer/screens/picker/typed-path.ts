// Paths that a person types into the file dialog.

/** Absolute: from the home folder after ~, else from the folder that is shown. */
export function typedPath(text: string, folder: string, home: string): string {
  const typed = text.trim();
  if (typed === '' || typed === '~') return home;
  if (/^~[/\\]/.test(typed)) return trimmed(joinPath(home, typed.slice(2)));
  return trimmed(/^([/\\]|[A-Za-z]:)/.test(typed) ? typed : joinPath(folder, typed));
}

/** Without separators at the end, unless it is a root. */
function trimmed(path: string): string {
  return path.replace(/(?<=[^:/\\])[/\\]+$/, '');
}

/** With the separator that the folder's own path has. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return /[/\\]$/.test(folder) ? `${folder}${name}` : `${folder}${separator}${name}`;
}
