// A value that must be one of a few words.
import { TidemarkError } from '../../engine/base/errors.ts';
import { didYouMean } from './nearest.ts';

/** Any case; anything else is `usage` with the nearest word or all of them. */
export function parseChoice<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text.toLowerCase());
    if (choice !== undefined) return choice;
    const hint = didYouMean(text, choices) || `One of ${choices.join(', ')}.`;
    throw new TidemarkError('usage', `"${text}" is not known here`, { hint });
  };
}
