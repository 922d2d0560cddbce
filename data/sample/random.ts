/** A stream of repeatable chance whose whole state is one 32-bit number. */
export type Random = ReturnType<typeof createRandom>;

/**
 * Opens a stream (the mulberry32 step).
 * @param state - a seed or an earlier `state()`; only its low 32 bits count
 */
export function createRandom(state: number) {
  let current = state | 0;
  const next = (): number => {
    current = (current + 0x6d2b79f5) | 0;
    let mixed = Math.imul(current ^ (current >>> 15), current | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    /** The next number of the stream, 0 ≤ x < 1. */
    next,
    /** A whole number, low ≤ x ≤ high. */
    integer,
    /** True with probability `p`. */
    chance: (p: number): boolean => next() < p,
    /** One of the items; throws on an empty list. */
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new Error('cannot pick from an empty list');
      return items[integer(0, items.length - 1)] as T;
    },
    /** A new list of the same items in another order. */
    shuffle: <T>(items: readonly T[]): T[] => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
      }
      return shuffled;
    },
    /** What `createRandom` needs to go on from here. */
    state: (): number => current,
  };
}
