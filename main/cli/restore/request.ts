// What restore is asked for, from its words and flags.
import { TidemarkError } from '../../engine/base/errors.ts';
import { requireGeneration } from '../../engine/generations/names.ts';
import { parseTxid } from '../../engine/ltx/txid.ts';
import { parseMoment } from '../args/moment.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { GenerationTarget } from '../bridge/generations.ts';
import type { Check, Target } from '../bridge/restore.ts';
import type { ConfigFlags } from '../config/load.ts';
import type { Context } from '../context.ts';
import { findSource, requireWord, type Source } from '../sources.ts';
import { absolutePath } from '../text/paths.ts';

export interface RestoreFlags extends ConfigFlags {
  readonly o: string | undefined;
  readonly txid: string | undefined;
  readonly timestamp: string | undefined;
  readonly generation: string | undefined;
  readonly index: string | undefined;
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
  readonly generations: WantedGenerations;
  /** Absolute. */
  readonly output: string;
}

/** What is wanted of generations, the format of Litestream 0.3 and 0.4: nothing, something if that is newer, or that alone. */
export type WantedGenerations =
  | { readonly kind: 'never' }
  | { readonly kind: 'newer' | 'always'; readonly target: GenerationTarget };

/** Throws `usage` or `config`. */
export async function readWanted(
  word: string | undefined,
  flags: RestoreFlags,
  context: Context,
): Promise<Wanted> {
  const target = readTarget(flags, context.clock.now());
  const generations = readGenerations(flags, target);
  const named = requireWord(word, 'database or destination', 'restore -o copy.db /mnt/backup/shop');
  const source = await findSource(named, flags, context);
  const output = flags.o === undefined ? source.database : absolutePath(flags.o, context.cwd);
  if (output !== undefined) {
    if (flags.o !== undefined) await requireFreePlace(output, source);
    return { source, target, generations, output };
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

/** Throws `usage`. */
function readGenerations({ generation: given, index }: Pick<RestoreFlags, 'generation' | 'index'>, target: Target): WantedGenerations {
  const generation = given === undefined ? undefined : requireGeneration(given);
  if (generation === undefined && index !== undefined) {
    throw new TidemarkError('usage', '-index needs -generation', {
      hint: 'An index counts the logs of one generation: `tidemark wal` lists them.',
    });
  }
  if (target.kind === 'txid') {
    if (generation === undefined) return { kind: 'never' };
    throw new TidemarkError('usage', '-txid and -generation exclude each other', {
      hint: 'Generations have no transaction numbers: name an index.',
    });
  }
  if (generation === undefined) return { kind: 'newer', target: target.kind === 'time' ? target : { kind: 'latest' } };
  if (index === undefined) return { kind: 'always', target: { ...target, generation } };
  if (target.kind === 'latest') return { kind: 'always', target: { kind: 'index', generation, ...parseIndex(index) } };
  throw new TidemarkError('usage', '-index and -timestamp exclude each other', { hint: 'Leave one of them out.' });
}

/** In hex, as Litestream 0.3 takes it and all lists show it: `1f`, `0000001f`, or with an offset `0000001f:00001038`. */
function parseIndex(text: string): { readonly index: number; readonly offset?: number } {
  const [, index, offset] = /^(?:0x)?([0-9a-f]{1,8})(?::([0-9a-f]{1,12}))?$/i.exec(text) ?? [];
  if (index === undefined) {
    throw new TidemarkError('usage', `"${text}" is not the index of a log`, {
      hint: 'It is a number in hex, as `tidemark wal` lists it: 0000001f.',
    });
  }
  return { index: Number.parseInt(index, 16), ...(offset === undefined ? {} : { offset: Number.parseInt(offset, 16) }) };
}
