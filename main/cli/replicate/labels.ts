// Short names for databases: the file's name, or its path where two files have the same name.
import { basename } from 'node:path';

export function labelOf(path: string, all: readonly string[]): string {
  const name = basename(path);
  return all.filter((other) => basename(other) === name).length === 1 ? name : path;
}
