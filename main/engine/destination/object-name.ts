// What names objects may have: parts between slashes that mean the same in every place, and lead nowhere else.
import { TidemarkError } from '../base/errors.ts';

const PART = /^(?!\.{1,2}$)[^\u0000-\u001f\u007f/\\]+$/;

/** Whether `name` can be an object's, or a folder's. */
export function isObjectName(name: string): boolean {
  return name.split('/').every((part) => PART.test(part));
}

/** `refused` for what cannot be an object's name. */
export function requireObjectName(name: string): void {
  if (isObjectName(name)) return;
  throw new TidemarkError('refused', `${JSON.stringify(name)} cannot be the name of an object`, {
    hint: 'Names are parts between slashes: none is empty, "." or "..", or holds a backslash or control characters.',
  });
}

/** As `requireObjectName`, of a folder: the top is the empty name. */
export function requireFolderName(folder: string): void {
  if (folder !== '') requireObjectName(folder);
}
