// The databases of the running Tidemark that somebody means by a word: a path, a name if only one has it, or an id.
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import type { DatabaseView, EngineView } from '../../engine/agent/views.ts';
import { didYouMean } from '../args/nearest.ts';
import { pathComparer } from '../bridge/known.ts';
import { databasePath } from '../text/paths.ts';

/** All of them where no word is given: undefined, as the contract has it. */
export async function pickIds(
  state: EngineView,
  words: readonly string[],
  cwd: string,
): Promise<string[] | undefined> {
  if (words.length === 0) return undefined;
  const picked = await Promise.all(words.map((word) => pickDatabase(state, word, cwd)));
  return picked.map(({ id }) => id);
}

/** `not-found` if no database is meant, `usage` if several are. */
export async function pickDatabase(state: EngineView, word: string, cwd: string): Promise<DatabaseView> {
  const all = Object.values(state.databases);
  const isSame = await pathComparer(databasePath(word, cwd));
  const exact = all.find(({ id, path }) => id === word || isSame(path));
  if (exact !== undefined) return exact;
  const [named, ...others] = all.filter(({ name }) => name === word);
  if (named === undefined) throw unknown(word, all);
  if (others.length > 0) {
    throw new TidemarkError('usage', `several databases are named ${word}`, { hint: 'Give the whole path.' });
  }
  return named;
}

/** As `pickDatabase`; undefined for a word that means none. */
export async function findDatabase(state: EngineView, word: string, cwd: string): Promise<DatabaseView | undefined> {
  try {
    return await pickDatabase(state, word, cwd);
  } catch (error) {
    if (isTidemarkError(error, 'not-found')) return undefined;
    throw error;
  }
}

function unknown(word: string, all: readonly DatabaseView[]): TidemarkError {
  const names = all.map(({ name }) => name);
  return new TidemarkError('not-found', `Tidemark does not protect ${word}`, {
    hint: didYouMean(word, names) || '`tidemark status` lists what it protects.',
  });
}
