import { setFlagsFromString } from 'node:v8';

/** Runs or pages from which on memory counts for more than a twentieth of the time: a short tick does without. */
const MANY = 500;

/**
 * To be called before so many runs or pages are gone through: has V8 look for garbage when its heap has grown by a quarter.
 * Where a machine has room it waits until the heap is four times what is alive (`--heap-growing-percent` of V8), which is
 * memory that other jobs of that machine do without.
 */
export function boundHeapFor(count: number): void {
  if (count >= MANY) setFlagsFromString('--heap-growing-percent=25');
}
