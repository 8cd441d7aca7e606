// Where the keys of a list lead.

const PAGE = 10;

/** @param last index of the last row. @returns undefined for keys that do not move */
export function rowAfter(key: string, row: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, row + 1);
    case 'ArrowUp':
      return Math.max(0, row - 1);
    case 'PageDown':
      return Math.min(last, row + PAGE);
    case 'PageUp':
      return Math.max(0, row - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
