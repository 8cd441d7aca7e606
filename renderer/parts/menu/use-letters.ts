// Jumps to the entry that begins with what is typed: letters in quick succession make one word.
import { type KeyboardEvent, useRef } from 'react';

/** Between two letters of one word at most, ms. */
const PAUSE_MS = 600;

export function useLetters(): (event: KeyboardEvent, items: readonly HTMLElement[]) => (() => void) | undefined {
  const typed = useRef({ word: '', at: 0 });
  return ({ key, timeStamp, ctrlKey, metaKey, altKey }, items) => {
    if (key.length !== 1 || ctrlKey || metaKey || altKey) return undefined;
    const { word, at } = typed.current;
    const now = { word: timeStamp - at > PAUSE_MS ? key.toLowerCase() : word + key.toLowerCase(), at: timeStamp };
    typed.current = now;
    const found = items.find((item) => item.textContent.trim().toLowerCase().startsWith(now.word));
    return found === undefined ? undefined : () => { found.focus(); };
  };
}
