// Names of files for what has too long a name of its own.
import { createHash } from 'node:crypto';

/** 16 hex digits, always the same for the same text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
