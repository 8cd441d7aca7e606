// The name a copy of a past moment gets unless the person chooses another.
import { folderOf } from '../../parts/text/paths.ts';

/** `orders 2026-11-21 10.42.db`; local time, and no character that a file system refuses. */
export function suggestedName(name: string, at: number): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${stem} ${day} ${two(date.getHours())}.${two(date.getMinutes())}${extension}`;
}

/** Beside the database. */
export function suggestedPath(path: string, name: string, at: number): string {
  const folder = folderOf(path);
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/';
  return `${folder}${/[/\\]$/.test(folder) ? '' : separator}${suggestedName(name, at)}`;
}
