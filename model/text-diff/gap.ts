/** A place in the older text and the place in the newer one that stands for it. */
export type Pair = readonly [number, number];

/** The older and the newer of two things. */
export type Sides<Thing> = readonly [Thing, Thing];

/** What went (`from` up to but without `fromEnd`) and what came for it, counted in lines, words or code units. */
export interface Gap {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** What lies between pairs of places, ascending: all that stands for nothing on the other side. */
export function gapsBetween(pairs: readonly Pair[], oldLength: number, newLength: number): Gap[] {
  const gaps: Gap[] = [];
  let [from, to] = [0, 0];
  const add = ([i, j]: Pair) => {
    if (i > from || j > to) gaps.push({ from, fromEnd: i, to, toEnd: j });
    [from, to] = [i + 1, j + 1];
  };
  pairs.forEach(add);
  add([oldLength, newLength]);
  return gaps;
}

/** A gap within a part of two texts as one of the whole texts. */
export function shiftGap({ from, fromEnd, to, toEnd }: Gap, by: number, byNew = by): Gap {
  return { from: from + by, fromEnd: fromEnd + by, to: to + byNew, toEnd: toEnd + byNew };
}

/** The same gap the other way round: what came has gone. */
export function turnGap({ from, fromEnd, to, toEnd }: Gap): Gap {
  return { from: to, fromEnd: toEnd, to: from, toEnd: fromEnd };
}

/** Two gaps that meet as one. */
export function joinGaps(first: Gap, second: Gap): Gap {
  return { ...first, fromEnd: second.fromEnd, toEnd: second.toEnd };
}

/**
 * What lies between that which two texts, or lists, share at their beginnings, and at their ends beyond that.
 * @param isJoint whether a text must not be parted at a place; false at both of its ends
 */
export function findMiddle<List extends ArrayLike<unknown>>(
  old: List,
  now: List,
  isJoint: (list: List, at: number) => boolean = () => false,
): Gap {
  let head = 0;
  while (head < old.length && old[head] === now[head]) head += 1;
  while (isJoint(old, head) || isJoint(now, head)) head -= 1;
  let [end, newEnd] = [old.length, now.length];
  while (end > head && newEnd > head && old[end - 1] === now[newEnd - 1]) [end, newEnd] = [end - 1, newEnd - 1];
  while (isJoint(old, end) || isJoint(now, newEnd)) [end, newEnd] = [end + 1, newEnd + 1];
  return { from: head, fromEnd: end, to: head, toEnd: newEnd };
}
