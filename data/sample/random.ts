/** A stream of repeatable chance whose whole state is one 32-bit number. */
export interface Random {
  /** The next number of the stream, 0 ≤ x < 1. */
  next(): number;
  /** A whole number, low ≤ x ≤ high. */
  integer(low: number, high: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of the items; throws on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** A new list of the same items in another order. */
  shuffle<T>(items: readonly T[]): T[];
  /** What `createRandom` needs to go on from here. */
  state(): number;
}

/**
 * Opens a stream (the mulberry32 step).
 * @param state - a seed or an earlier `state()`; only its low 32 bits count
 */
export function createRandom(state: number): Random {
  let current = state | 0;
  const next = (): number => {
    current = (current + 0x6d2b79f5) | 0;
    let mixed = Math.imul(current ^ (current >>> 15), current | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    chance: (p) => next() < p,
    pick: (items) => {
      if (items.length === 0) throw new Error('cannot pick from an empty list');
      return items[integer(0, items.length - 1)] as (typeof items)[number];
    },
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never];
      }
      return shuffled;
    },
    state: () => current,
  };
}
