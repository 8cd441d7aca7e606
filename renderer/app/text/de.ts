// German, put together from the screens' files.
import { shell } from './de/shell.ts';
import type { Texts } from './texts.ts';

export const de: Texts = { shell };
