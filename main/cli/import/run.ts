// Carries out import.
import { join } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { Destination } from '../../engine/destination/destination.ts';
import type { ImportResult } from '../../engine/generations/import/import.ts';
import type { VerifyReport } from '../../engine/verify/report.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { withGenerations } from '../bridge/generations.ts';
import { openJobs } from '../bridge/jobs.ts';
import { withStores } from '../bridge/known-place.ts';
import { homeOf } from '../bridge/known.ts';
import type { ConfigFlags } from '../config/load.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { describeImport, importJson } from './report.ts';

export interface ImportFlags extends ConfigFlags {
  readonly json: boolean;
}

/** The exit code: 0 only if what was written is sound. */
export async function runImport([from, to]: readonly (string | undefined)[], flags: ImportFlags, context: Context): Promise<number> {
  const example = 'import /mnt/backup/old /mnt/backup/shop';
  const source = requireWord(from, 'source', example);
  const destination = requireWord(to, 'destination', example);
  await loadConfiguration(flags, context);
  return withStores([destination], context, async ([store]) => {
    const result = await importAll(source, store!, context);
    const report = await verify(store!, context);
    requireReached(result, report);
    const { url } = store!;
    if (flags.json) context.console.printJson(importJson(source, url, result, report));
    else context.console.print(describeImport(source, url, result, report));
    return report.verdict === 'sound' ? EXIT.ok : EXIT.unsound;
  });
}

async function importAll(word: string, destination: Destination, context: Context): Promise<ImportResult> {
  const { importGenerations } = await import('../../engine/generations/import/import.ts');
  const { disk, random, clock, console, interrupts, env } = context;
  const folder = join(await homeOf(env), 'import');
  disk.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return withGenerations(word, context, async (source) => {
    const line = new ProgressLine(console, clock, shownUrl(source.url));
    const onProgress = line.update;
    const work = importGenerations({ source, destination, disk, random, folder, onProgress, signal: interrupts.signal });
    return work.finally(() => {
      line.end();
    });
  });
}

async function verify(destination: Destination, context: Context): Promise<VerifyReport> {
  const { verifyDestination } = await import('../../engine/verify/verify.ts');
  const line = new ProgressLine(context.console, context.clock, shownUrl(destination.url));
  const jobs = await openJobs();
  try {
    return await verifyDestination({ destination, jobs, onProgress: line.update, signal: context.interrupts.signal });
  } finally {
    line.end();
    await jobs.close();
  }
}

/** A history that was gone on with since has more; one that ends elsewhere is not what was taken over. */
function requireReached({ txid, checksum }: ImportResult, { newest }: VerifyReport): void {
  if (newest?.txid !== txid || newest.checksum === checksum) return;
  throw new TidemarkError('bug', 'the newest state of what was written is not the newest of the source', {
    hint: 'This is a mistake in Tidemark. Please report it, and keep the source.',
  });
}
