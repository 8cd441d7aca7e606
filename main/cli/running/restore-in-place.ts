// restore -in-place: the running Tidemark puts the past into the live database, under the programs that have it open.
import type { RestoredInPlace } from '../../engine/agent/engine.ts';
import type { DatabaseView } from '../../engine/agent/views.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { InputOf } from '../../ipc/contract/commands.ts';
import type { Target } from '../bridge/restore.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { readTarget, type RestoreFlags } from '../restore/request.ts';
import { requireWord } from '../sources.ts';
import { formatPairs } from '../text/table.ts';
import { formatMoment } from '../text/times.ts';
import { pickDatabase } from './pick.ts';
import { withRunning } from './running.ts';

/** Flags that say where and how a file is to be made: here none is. */
const OF_FILES = [
  'o',
  'force',
  'integrity-check',
  'dry-run',
  'if-db-not-exists',
  'if-replica-exists',
  'config',
  'generation',
  'index',
] as const;

export async function runRestoreInPlace(
  word: string | undefined,
  flags: RestoreFlags,
  context: Context,
): Promise<number> {
  const named = requireWord(word, 'database', 'restore shop.db -in-place -timestamp "10m ago"');
  refuseFlagsOfFiles(flags);
  const target = sendable(readTarget(flags, context.clock.now()));
  return withRunning(context, async (running) => {
    const database = await pickDatabase(await running.state(), named, context.cwd);
    const restored = await running.call('restore.inPlace', { database: database.id, target }, database.name);
    if (flags.json) context.console.printJson({ path: database.path, ...restored });
    else context.console.print(report(database, restored));
    return EXIT.ok;
  });
}

function refuseFlagsOfFiles(flags: RestoreFlags): void {
  const given = OF_FILES.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (given === undefined) return;
  throw new TidemarkError('usage', `-in-place and -${given} exclude each other`, { hint: 'Leave one of them out.' });
}

/** The wire counts transactions in safe integers; what is past them is refused there. */
function sendable(target: Target): InputOf<'restore.inPlace'>['target'] {
  return target.kind === 'txid' ? { kind: 'txid', txid: Number(target.txid) } : target;
}

function report({ path }: DatabaseView, { at, safety, how }: RestoredInPlace): string {
  const ways = { transaction: 'as one transaction', replace: 'by replacing the file, which could not be written into' };
  const kept: [string, string][] = safety === '' ? [] : [['before', `kept in ${safety}`]];
  return formatPairs([['restored', path], ['as of', formatMoment(at)], ['how', ways[how]], ...kept]);
}
