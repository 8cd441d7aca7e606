// Carries out restore.
import { basename } from 'node:path';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { DeadEndError } from '../../engine/restore/dead-end.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { noteProved } from '../bridge/proved.ts';
import { areEmpty, planBest, restoreBest, type RestoreRequest } from '../bridge/restore.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { restoreCommand } from '../text/commands.ts';
import { describeDryRun, describeRestore, dryRunJson, restoreJson, type Asked } from './report.ts';
import { readWanted, type RestoreFlags, type Wanted } from './request.ts';

/** The exit code. Throws what restoring throws. */
export async function runRestore(
  word: string | undefined,
  flags: RestoreFlags,
  context: Context,
): Promise<number> {
  const wanted = await readWanted(word, flags, context);
  if (flags['if-db-not-exists'] && context.disk.existsSync(wanted.output)) {
    return sayNothingToDo(`${wanted.output} is there already`, flags, context);
  }
  try {
    await carryOut(wanted, flags, context);
    return EXIT.ok;
  } catch (error) {
    const tolerated = flags['if-replica-exists'] && isTidemarkError(error, 'restore-no-point');
    if (!tolerated || !(await areEmpty(wanted.source.destinations, context))) throw explained(error, wanted, context);
    return sayNothingToDo('the destination holds nothing yet', flags, context);
  }
}

async function carryOut(wanted: Wanted, flags: RestoreFlags, context: Context): Promise<void> {
  const { chooseGenerations, restoreChosen } = await import('./generations.ts');
  const request = requestOf(wanted, flags, context);
  const chosen = await chooseGenerations(wanted, request, context);
  if (chosen !== undefined) await restoreChosen(chosen, request, flags, context);
  else await (flags['dry-run'] ? dryRun : restoreNow)(wanted, flags, context);
}

async function restoreNow(wanted: Wanted, flags: RestoreFlags, context: Context): Promise<void> {
  const { console, clock } = context;
  const line = new ProgressLine(console, clock, basename(wanted.output));
  const request = { ...requestOf(wanted, flags, context), onProgress: line.update };
  const result = await restoreBest(request, context).finally(() => {
    line.end();
  });
  await noteProved(result.url, result.value.proved, context);
  const asked = askedOf(wanted, request, context);
  if (flags.json) console.printJson(restoreJson(result, asked));
  else console.print(describeRestore(result, asked));
}

async function dryRun(wanted: Wanted, flags: RestoreFlags, context: Context): Promise<void> {
  const request = requestOf(wanted, flags, context);
  const plan = await planBest(request, context);
  if (flags.json) context.console.printJson(await dryRunJson(plan, wanted.output));
  else context.console.print(describeDryRun(plan, askedOf(wanted, request, context)));
}

function requestOf(
  { source, target, output }: Wanted,
  flags: RestoreFlags,
  context: Context,
): RestoreRequest {
  return {
    destinations: source.destinations,
    target,
    output,
    overwrite: flags.force ? 'replace' : 'refuse',
    check: flags['integrity-check'] ?? 'quick',
    onProgress: () => undefined,
    onSkipped: (url, reason) => {
      context.console.say(`${shownUrl(url)} was passed over: ${reason.message}`);
    },
    signal: context.interrupts.signal,
  };
}

function askedOf({ output, target }: Wanted, { check }: RestoreRequest, { clock }: Context): Asked {
  return { output, target, check, now: clock.now() };
}

function sayNothingToDo(reason: string, { json }: RestoreFlags, { console }: Context): number {
  if (json) console.printJson({ restored: false, reason });
  else console.print(`Nothing to do: ${reason}.`);
  return EXIT.ok;
}

/** What the engine cannot say, as it knows nothing of commands and databases. */
function explained(error: unknown, wanted: Wanted, { disk }: Pick<Context, 'disk'>): unknown {
  if (error instanceof DeadEndError) return withWayOut(error, wanted);
  const { source } = wanted;
  const place = source.destinations.map(shownUrl).find((path) => !disk.existsSync(path));
  if (!isTidemarkError(error, 'restore-no-point') || source.database !== undefined || place === undefined)
    return error;
  return new TidemarkError('restore-no-point', `there is nothing at ${place}`, {
    hint: 'Check the path. `tidemark databases` lists the databases whose destinations are known.',
    cause: error,
  });
}

function withWayOut(error: DeadEndError, { source, output }: Wanted): TidemarkError {
  const { code, message, cause, earlier } = error;
  const place = source.database ?? shownUrl(source.destinations[0]!);
  const hint =
    earlier === undefined
      ? 'No earlier point can be restored either. `tidemark verify` tells the state of every file.'
      : `Restore an earlier point: ${restoreCommand(place, earlier.txid, output)}`;
  return new TidemarkError(code, message, { hint, cause });
}
