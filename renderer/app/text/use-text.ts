// The texts and the language that apply now: chosen in Settings, else the system's.
import type { Language } from '../../../main/ipc/contract/views.ts';
import { languageOf, WORDS } from '../../../main/ipc/contract/words/languages.ts';
import type { Words } from '../../../main/ipc/contract/words/words.ts';
import { useEngine } from '../../state/hooks.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { en, de };

export interface Text {
  readonly language: Language;
  readonly t: Texts;
  readonly words: Words;
}

export function useText(): Text {
  const chosen = useEngine((view) => view.settings.language) ?? 'system';
  const language = languageOf(chosen, navigator.language);
  return { language, t: TEXTS[language], words: WORDS[language] };
}
