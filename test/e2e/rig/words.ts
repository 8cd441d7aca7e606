// All words that a page shows or has read aloud, and which of them were left in English.
import type { Page } from 'playwright-core';
import { de } from '../../../renderer/app/text/de.ts';
import { en } from '../../../renderer/app/text/en.ts';

/** Words that no German text of ours has, whatever sentence they stand in. */
const SENTINELS = /\b(the|and|is|are|of|to|for|from|with|this|that|your|not|databases?|safe|ago|copied|changes?|days?|seconds?|kept|points?|undefined|NaN)\b/i;

/** Texts that are the same in both languages, as names are, may stay. */
const ENGLISH: ReadonlySet<string> = new Set(textsIn(en).filter((text) => !textsIn(de).includes(text)));

function textsIn(part: object): string[] {
  return Object.values(part).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? textsIn(value) : [],
  );
}

/** Texts of the page, and names, titles and placeholders; not what a person or a program has named. */
export async function leftInEnglish(page: Page): Promise<readonly string[]> {
  const words = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode() !== null) {
      if (walker.currentNode.parentElement?.closest('code, [title^="/"]') === null) texts.push(walker.currentNode.textContent ?? '');
    }
    const named = [...document.querySelectorAll('*')].flatMap((element) =>
      ['aria-label', 'aria-valuetext', 'placeholder', 'title', 'alt'].map((name) => element.getAttribute(name) ?? ''),
    );
    return [...texts, ...named, document.title];
  });
  const trimmed = [...new Set(words.map((text) => text.trim()))].filter((text) => text !== '' && !text.startsWith('/'));
  return trimmed.filter((text) => ENGLISH.has(text) || SENTINELS.test(text));
}
