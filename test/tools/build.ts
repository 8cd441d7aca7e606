// `npm run build`: main/ → dist/ with tsc (zod in it as one file), renderer/ → dist/renderer and preload/ → dist/preload with
// Vite. A failed build leaves the dist/ that was there.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const bundler = join(root, 'node_modules/vite/bin/vite.js');
const dist = join(root, 'dist');
/**
 * Compiled beside dist/ and swapped in whole: programs that start meanwhile find the old one or the new one.
 */
const fresh = join(root, `node_modules/.tidemark-build-${process.pid}`);
const stale = `${fresh}-old`;

const STEPS: readonly (readonly string[])[] = [
  [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh, '--noEmitOnError'],
  [bundler, 'build', '--config', 'vite.zod.config.ts', '--outDir', join(fresh, 'ipc/contract')],
  [bundler, 'build', '--outDir', join(fresh, 'renderer')],
  [bundler, 'build', '--config', 'vite.preload.config.ts', '--outDir', join(fresh, 'preload')],
];

process.exitCode = build();

function build(): number {
  if (!existsSync(compiler)) return say('needs TypeScript: run npm ci, without --omit=dev', 1);
  const began = performance.now();
  const status = STEPS.reduce((failed, step) => (failed === 0 ? run(step) : failed), 0);
  if (status === 0) swap();
  rmSync(fresh, { recursive: true, force: true });
  rmSync(stale, { recursive: true, force: true });
  if (status !== 0) return say('not built, and left as it was: see the errors above', status);
  return say(`built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

function run(args: readonly string[]): number {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

function swap(): void {
  if (existsSync(dist)) renameSync(dist, stale);
  renameSync(fresh, dist);
}

/** On stderr, so that `npm run -s bench -- --json` stays JSON. */
function say(what: string, status = 0): number {
  console.error(`dist/ ${what}`);
  return status;
}
