/** The order of code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Partitions in display order; those that the settings do not know come last.
 * @param order the partitions of the settings
 */
export function inOrder(order: readonly string[], partitions: readonly string[]): string[] {
  const rank = (partition: string) => {
    const index = order.indexOf(partition);
    return index < 0 ? order.length : index;
  };
  return [...partitions].sort((a, b) => rank(a) - rank(b));
}

/** The least of some numbers, however many there are: `Math.min` takes some 100,000. Infinity: of none. */
export function least(numbers: readonly number[]): number {
  return numbers.reduce((low, number) => Math.min(low, number), Infinity);
}

/** The greatest of some numbers, however many there are. -Infinity: of none. */
export function greatest(numbers: readonly number[]): number {
  return numbers.reduce((high, number) => Math.max(high, number), -Infinity);
}

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

/** Items of one key: at least one, in the order given. */
export type Group<Item> = [Item, ...Item[]];

/**
 * Sorts items into groups by a key.
 * @returns the groups, in the order in which their keys first occur
 */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Group<Item>> {
  const groups = new Map<Key, Group<Item>>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The number of a key: numbers count the keys that were asked for, from 0. */
export function numberOf<Key>(key: Key, numbers: Map<Key, number>): number {
  let number = numbers.get(key);
  if (number === undefined) numbers.set(key, (number = numbers.size));
  return number;
}

/** The item of a key in a map, which is made and kept there where there is none. */
export function getOrMake<Key, Item>(
  items: { get(key: Key): Item | undefined; set(key: Key, item: Item): unknown },
  key: Key,
  make: (key: Key) => Item,
): Item {
  let item = items.get(key);
  if (item === undefined) items.set(key, (item = make(key)));
  return item;
}

/** Items by so many, in the order given. */
export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
