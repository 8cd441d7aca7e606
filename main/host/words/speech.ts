// Everything the desktop says, in one language: its own words, and those that all faces share.
import type { Language } from '../../engine/agent/views.ts';
import { WORDS } from '../../ipc/contract/words/languages.ts';
import type { Words } from '../../ipc/contract/words/words.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { HostWords } from './words.ts';

export interface Speech {
  readonly language: Language;
  readonly host: HostWords;
  readonly shared: Words;
}

const HOST: Readonly<Record<Language, HostWords>> = { en, de };

export function speechOf(language: Language): Speech {
  return { language, host: HOST[language], shared: WORDS[language] };
}
