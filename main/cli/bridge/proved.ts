// When a state of each history was last put together here and proved equal to what was recorded at capture.
import { join } from 'node:path';
import { replaceText } from '../../engine/base/disk.ts';
import { shortHash } from '../../engine/base/short-hash.ts';
import type { Context } from '../context.ts';
import { homeOf } from './known.ts';

type Services = Pick<Context, 'clock' | 'random' | 'disk' | 'env'>;

/**
 * Keeps that it was just done, for the metrics of whoever copies there. Nothing that was only computed counts, and that it
 * cannot be kept harms no restore.
 */
export async function noteProved(url: string, proved: 'recorded' | 'computed', { clock, random, disk, env }: Services): Promise<void> {
  if (proved !== 'recorded') return;
  const dir = proofsDir(await homeOf(env));
  try {
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ version: 1, url, at: clock.now() });
    replaceText(disk, pathIn(dir, url), text, random.token(8));
  } catch {
    // A full disk, or a home of somebody else's.
  }
}

/** Ms since the epoch; undefined if it never was, or is not known here. */
export function lastProved(disk: Context['disk'], home: string, url: string): number | undefined {
  try {
    const kept = JSON.parse(disk.readFileSync(pathIn(proofsDir(home), url), 'utf8')) as { readonly url?: unknown; readonly at?: unknown };
    return kept.url === url && typeof kept.at === 'number' ? kept.at : undefined;
  } catch {
    return undefined;
  }
}

function proofsDir(home: string): string {
  return join(home, 'proofs');
}

function pathIn(dir: string, url: string): string {
  return join(dir, `${shortHash(url)}.json`);
}
