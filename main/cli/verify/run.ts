// Carries out verify.
import { statSync } from 'node:fs';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { JobRunner } from '../../engine/jobs/job.ts';
import type { VerifiedFile } from '../../engine/verify/file.ts';
import type { VerifyReport } from '../../engine/verify/report.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { listedAt } from '../bridge/generations.ts';
import { openJobs } from '../bridge/jobs.ts';
import { withStores } from '../bridge/known-place.ts';
import { noteProved } from '../bridge/proved.ts';
import type { ConfigFlags } from '../config/load.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { jsonFailure } from '../failure.ts';
import { findSource, requireWord } from '../sources.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { absolutePath } from '../text/paths.ts';
import { count } from '../text/sizes.ts';
import { describeFile, describeReport, fileJson, reportJson } from './report.ts';

export interface VerifyFlags extends ConfigFlags {
  readonly json: boolean;
}

/** The exit code: 0 only if everything is sound. */
export async function runVerify(
  word: string | undefined,
  flags: VerifyFlags,
  context: Context,
): Promise<number> {
  const named = requireWord(word, 'database, destination or file', 'verify /mnt/backup/shop');
  const jobs = await openJobs();
  try {
    if (isLtxFile(named, context.cwd))
      return await verifyOne(absolutePath(named, context.cwd), flags, jobs, context);
    const { destinations } = await findSource(named, flags, context);
    return await verifyAll(destinations, flags, jobs, context);
  } finally {
    await jobs.close();
  }
}

function isLtxFile(word: string, cwd: string): boolean {
  const isFile = statSync(absolutePath(word, cwd), { throwIfNoEntry: false })?.isFile() === true;
  return isFile && word.endsWith('.ltx');
}

async function verifyOne(
  path: string,
  { json }: VerifyFlags,
  jobs: JobRunner,
  context: Context,
): Promise<number> {
  const { verifyFile } = await import('../../engine/verify/file.ts');
  const { console, disk, interrupts } = context;
  const file: VerifiedFile = await verifyFile(disk, path, { jobs, signal: interrupts.signal });
  if (json) console.printJson(fileJson(path, file));
  else console.print(describeFile(path, file));
  return EXIT.ok;
}

/** What was found at a destination, or why it could not be looked at. */
interface Outcome {
  readonly url: string;
  readonly result: VerifyReport | TidemarkError;
}

async function verifyAll(
  urls: readonly string[],
  { json }: VerifyFlags,
  jobs: JobRunner,
  context: Context,
): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const url of urls) outcomes.push({ url, result: await verifyPlace(url, jobs, context) });
  const { console } = context;
  if (json) console.printJson(outcomes.map(outcomeJson));
  else console.print(outcomes.map((outcome) => describeOutcome(outcome, context)).join('\n\n'));
  return Math.max(...outcomes.map(({ result }) => exitCodeOfResult(result)));
}

async function verifyPlace(url: string, jobs: JobRunner, context: Context): Promise<Outcome['result']> {
  const { verifyDestination } = await import('../../engine/verify/verify.ts');
  const { console, clock, interrupts } = context;
  const line = new ProgressLine(console, clock, shownUrl(url));
  try {
    const options = { jobs, onProgress: line.update, signal: interrupts.signal };
    return await withStores([url], context, async ([destination]) => {
      const report = await verifyDestination({ destination: destination!, ...options });
      if (report.verdict === 'empty') await requireNoGenerations(url, context);
      if (report.newest !== undefined) await noteProved(destination!.url, report.newest.proved, context);
      return report;
    });
  } catch (error) {
    if (isTidemarkError(error) && error.code !== 'aborted') return error;
    throw error;
  } finally {
    line.end();
  }
}

/** Where there are generations, nothing is not the word for it. */
async function requireNoGenerations(url: string, context: Context): Promise<void> {
  const listed = await listedAt(url, context);
  if (listed.length === 0) return;
  throw new TidemarkError('unsupported', `it holds ${count(listed.length, 'generation')} of Litestream 0.3 or 0.4, and verify reads LTX files`, {
    hint: 'Each restore from them proves what it gives: `tidemark restore -o FILE`. What `tidemark import` makes of them can be verified.',
  });
}

function describeOutcome({ url, result }: Outcome, { disk }: Pick<Context, 'disk'>): string {
  const place = shownUrl(url);
  if (isTidemarkError(result)) return `${place} could not be verified: ${result.message}.\n  next  ${result.hint}`.replace(/\n {2}next {2}$/, '');
  return describeReport(url, result, disk.existsSync(place) ? 'there' : 'missing');
}

function outcomeJson({ url, result }: Outcome): object {
  return isTidemarkError(result) ? { destination: url, error: jsonFailure(result) } : reportJson(url, result);
}

const EXIT_OF_VERDICT: Readonly<Record<VerifyReport['verdict'], number>> = {
  sound: EXIT.ok,
  unsound: EXIT.unsound,
  empty: EXIT.noPoint,
};

function exitCodeOfResult(result: Outcome['result']): number {
  return isTidemarkError(result) ? exitCodeOf(result.code) : EXIT_OF_VERDICT[result.verdict];
}
