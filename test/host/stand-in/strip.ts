// The stand-in without its types. Node would load a compiler into the process that is measured, which weighs 20 MB and
// is no part of the product.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const sources = import.meta.dirname;

/** Only what the stand-in's own files say: strings that begin as relative paths do. */
const OWN = /'\.\/([^']*)\.ts'/g;
const OF_PRODUCT = /'(?:\.\.\/)+main\/([^']*)\.ts'/g;

/** Writes the stand-in into `folder` so that it takes the product's modules from `dist`; returns its first module. */
export function stripStandIn(folder: string, dist: string): string {
  mkdirSync(folder, { recursive: true });
  const product = pathToFileURL(dist).href;
  for (const name of readdirSync(sources)) {
    const plain = stripTypeScriptTypes(readFileSync(join(sources, name), 'utf8'))
      .replace(OWN, "'./$1.mjs'")
      .replace(OF_PRODUCT, `'${product}/$1.js'`);
    writeFileSync(join(folder, `${basename(name, '.ts')}.mjs`), plain);
  }
  return join(folder, 'boot.mjs');
}
