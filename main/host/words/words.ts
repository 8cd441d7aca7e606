// What the words of the desktop are in any language: the keys of English.
import type { Shaped } from '../../ipc/contract/words/words.ts';
import type { en } from './en.ts';

export type HostWords = Shaped<typeof en>;
