// A destination that is away must not fill this computer's disk: when the spool holds more than is allowed, neighbouring
// files become one, which holds each changed page once. So it never holds much more than the database itself, and
// still every destination can go on without a gap.
import type { JobRunner } from '../jobs/job.ts';
import { compactLtx } from '../ltx/compact.ts';
import type { Scratch } from '../ltx/scratch.ts';
import type { Txid } from '../ltx/txid.ts';
import { mergeWork, openAtOnce } from './merge-work.ts';
import type { Spool, SpoolFile } from './spool.ts';

export interface Pending {
  /** What no destination needs any more up to here. */
  readonly after: Txid;
  /** The newest transaction that is recorded. */
  readonly head: Txid;
  /** Where destinations stand: a merged file never reaches over one of these, so that none gets twice what it has. */
  readonly stands: readonly Txid[];
}

/**
 * The neighbours worth merging: those whose merging can save most. Undefined when nobody could do with less: the files
 * are being read, or the last merged file is still the bulk of it, and writing it again would save little.
 */
export function mergeable(spool: Spool, { after, head, stands }: Pending): readonly SpoolFile[] | undefined {
  let best: readonly SpoolFile[] | undefined;
  for (const run of runsOf(spool, { after, head, stands })) {
    if (run.length > 1 && small(run) * 3 >= bytesOf(run) && small(run) > small(best ?? [])) best = run;
  }
  return best;
}

function* runsOf(spool: Spool, { after, head, stands }: Pending): Generator<readonly SpoolFile[]> {
  const edges = new Set(stands);
  let run: SpoolFile[] = [];
  for (const file of spool.from(after + 1n)) {
    const isFree = file.min > after && file.max <= head && !spool.isHeld(file);
    if (isFree && (run.length === 0 || run.at(-1)!.max + 1n === file.min)) {
      run.push(file);
    } else {
      yield run;
      run = isFree ? [file] : [];
    }
    if (!edges.has(file.max)) continue;
    yield run;
    run = [];
  }
  yield run;
}

function bytesOf(files: readonly SpoolFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Bytes of all but the greatest of them. */
function small(files: readonly SpoolFile[]): number {
  return bytesOf(files) - files.reduce((most, { size }) => Math.max(most, size), 0);
}

export interface MergeServices {
  readonly jobs: JobRunner;
  readonly scratch: Scratch;
  readonly signal: AbortSignal;
}

/** `busy`: somebody began to read one of them meanwhile; nothing was changed. Errors of `compactLtx`, `disk-full`, `aborted`. */
export function mergeSpool(
  spool: Spool,
  files: readonly SpoolFile[],
  { jobs, scratch, signal }: MergeServices,
): Promise<'replaced' | 'busy'> {
  const inputs = files.map((range) => ({ range, open: () => spool.open(range) }));
  const maxOpen = openAtOnce(files.map(({ size }) => size));
  const merged = compactLtx(inputs, { ...mergeWork(jobs), ...(maxOpen && { maxOpen }), scratch, signal });
  return spool.replace(files, merged);
}
