// Which file somebody means of whom only name, size and time are known, as of a file dropped on a page in a browser.
import { walkFiles, type WalkOptions } from './walk.ts';

export interface Wanted {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Ms since the epoch. */
  readonly modified: number;
}

/** Some systems tell times in steps of two seconds, ms. */
const SAME_TIME_MS = 2000;

/**
 * The one file of that name and size: by its time too if that still fits, since a log may have been copied back
 * meanwhile; undefined when none or several do.
 */
export async function locateFile(wanted: Wanted, options: WalkOptions): Promise<string | undefined> {
  const exact: string[] = [];
  const sized: string[] = [];
  for await (const { path, name, stats } of walkFiles(options)) {
    if (name !== wanted.name || stats.size !== wanted.size) continue;
    sized.push(path);
    if (Math.abs(stats.mtimeMs - wanted.modified) <= SAME_TIME_MS) exact.push(path);
  }
  const fitting = exact.length > 0 ? exact : sized;
  return fitting.length === 1 ? fitting[0] : undefined;
}
