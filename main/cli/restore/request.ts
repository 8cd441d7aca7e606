// What restore is asked for, from its words and flags.
import { TidemarkError } from '../../engine/base/errors.ts';
import { parseTxid } from '../../engine/ltx/txid.ts';
import { parseMoment } from '../args/moment.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { Check, Target } from '../bridge/restore.ts';
import type { ConfigFlags } from '../config/load.ts';
import type { Context } from '../context.ts';
import { findSource, requireWord, type Source } from '../sources.ts';
import { absolutePath } from '../text/paths.ts';

export interface RestoreFlags extends ConfigFlags {
  readonly o: string | undefined;
  readonly txid: string | undefined;
  readonly timestamp: string | undefined;
  readonly force: boolean;
  readonly 'integrity-check': Check | undefined;
  readonly 'dry-run': boolean;
  readonly 'if-db-not-exists': boolean;
  readonly 'if-replica-exists': boolean;
  readonly json: boolean;
}

export interface Wanted {
  readonly source: Source;
  readonly target: Target;
  /** Absolute. */
  readonly output: string;
}

/** Throws `usage` or `config`. */
export async function readWanted(
  word: string | undefined,
  flags: RestoreFlags,
  context: Context,
): Promise<Wanted> {
  const target = readTarget(flags, context.clock.now());
  const named = requireWord(word, 'database or destination', 'restore -o copy.db /mnt/backup/shop');
  const source = await findSource(named, flags, context);
  const output = flags.o === undefined ? source.database : absolutePath(flags.o, context.cwd);
  if (output !== undefined) {
    if (flags.o !== undefined) await requireFreePlace(output, source);
    return { source, target, output };
  }
  throw new TidemarkError('usage', 'where should the database go?', {
    hint: `Name a file: tidemark restore -o copy.db ${named}.`,
  });
}

/** A database that lives beside its copies may come back there; nothing else may be put among them. */
async function requireFreePlace(output: string, { database, destinations }: Source): Promise<void> {
  if (output === database) return;
  const { requireOutside } = await import('../../engine/restore/outside.ts');
  const { systemOutputDisk } = await import('../../engine/restore/output-disk.ts');
  requireOutside(systemOutputDisk, output, destinations.map(shownUrl));
}

/** Throws `usage`. */
export function readTarget({ txid, timestamp }: Pick<RestoreFlags, 'txid' | 'timestamp'>, now: number): Target {
  if (txid !== undefined && timestamp !== undefined) {
    throw new TidemarkError('usage', '-txid and -timestamp exclude each other', {
      hint: 'Leave one of them out.',
    });
  }
  if (txid !== undefined) return { kind: 'txid', txid: parseTxid(txid) };
  return timestamp === undefined ? { kind: 'latest' } : { kind: 'time', at: parseMoment(timestamp, now) };
}
