// How well a few typed letters fit a name: all of them in order, better at the start of words and side by side.

/** 0 and up, better is greater; undefined when a letter is missing. Case and accents do not matter. */
export function fit(typed: string, name: string): number | undefined {
  const wanted = plain(typed).replaceAll(' ', '');
  const text = plain(name);
  if (wanted === '') return 0;
  const whole = text.indexOf(plain(typed).trim());
  if (whole !== -1) return 1000 - Math.min(400, whole * 4) + (isStart(text, whole) ? 500 : 0) - text.length * 0.1;
  return scattered(wanted, text);
}

function scattered(wanted: string, text: string): number | undefined {
  let score = 0;
  let last = -1;
  for (const letter of wanted) {
    const at = nextPlace(text, letter, last);
    if (at === -1) return undefined;
    score += at === last + 1 ? 12 : isStart(text, at) ? 10 : 1;
    last = at;
  }
  return score - text.length * 0.1;
}

/** The next word that begins with the letter if there is one close by, else the next time it comes. */
function nextPlace(text: string, letter: string, last: number): number {
  const next = text.indexOf(letter, last + 1);
  for (let at = next; at !== -1 && at <= next + 24; at = text.indexOf(letter, at + 1)) if (isStart(text, at)) return at;
  return next;
}

function isStart(text: string, at: number): boolean {
  return at === 0 || /[\s/._\\-]/.test(text[at - 1]!);
}

function plain(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
}
