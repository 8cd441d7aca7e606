// The languages there are, and which one applies.
import type { Language } from '../../../engine/agent/views.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Words } from './words.ts';

export const WORDS: Readonly<Record<Language, Words>> = { en, de };

/** @param system BCP 47, as the system says it: `de-AT` */
export function languageOf(chosen: 'system' | Language, system: string): Language {
  if (chosen !== 'system') return chosen;
  return system.toLowerCase().startsWith('de') ? 'de' : 'en';
}
