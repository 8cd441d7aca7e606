// The built screens as files to be served: read once, kept in memory, found by their exact path. There is no way from a
// request to the disk.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';

export interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  /** For `Cache-Control`. */
  readonly keep: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Names below assets/ carry a hash of the content. */
const FOR_EVER = 'private, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** By path of the URL. `/` is index.html. `refused` if the folder holds no index.html. */
export function readStaticFiles(dir: string): ReadonlyMap<string, StaticFile> {
  const names = list(dir);
  const files = new Map(
    names.flatMap((name): [string, StaticFile][] => {
      const type = TYPES[extname(name)];
      const keep = name.startsWith('assets/') ? FOR_EVER : ASK_AGAIN;
      return type === undefined ? [] : [[`/${name}`, { body: readFileSync(join(dir, name)), type, keep }]];
    }),
  );
  const index = files.get('/index.html');
  if (index === undefined) throw notBuilt(dir);
  return files.set('/', index);
}

function list(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1).replaceAll(sep, '/'));
  } catch (cause) {
    throw notBuilt(dir, cause);
  }
}

function notBuilt(dir: string, cause?: unknown): TidemarkError {
  return new TidemarkError('refused', `the screens are not in ${dir}`, {
    hint: 'Run `npm run build`, or install Tidemark again.',
    cause,
  });
}
