// The version of Tidemark that runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** From package.json, which lies as far above the sources as above what is built from them. */
export function tidemarkVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
