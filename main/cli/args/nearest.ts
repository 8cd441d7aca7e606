// "Did you mean …?": the known word closest to what somebody typed.

/** The candidate with the fewest edits, if few enough that a slip of the finger explains them. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Ready to stand in a hint; empty when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>, mark = ''): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `Did you mean ${mark}${found}?`;
}

/**
 * Letters to insert, delete, replace or swap with their neighbour to get from `a` to `b` (optimal string
 * alignment distance: a swap such as `restroe` counts once).
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = isSwap(a, i, b, j) ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

function isSwap(a: string, i: number, b: string, j: number): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
}
