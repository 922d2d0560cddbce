/**
 * How many of some ascending numbers are lower than a number: binary search.
 * @param numberAt the number at an index from 0
 * @param length how many there are
 */
export function lowerBound(length: number, numberAt: (index: number) => number, number: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numberAt(middle) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
