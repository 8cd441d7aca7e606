// Binary search in what is in order.

/** The first of the places 0 … `count` − 1 that is not below what is sought; `count` when all are. */
export function firstPlace(count: number, isBelow: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
