import type { ChangeSet } from '../../model/change.ts';
import type { LongValue, Value } from '../../model/reading.ts';

/** Whether what was read from outside is what the page relies on. */
export type Check<T> = (value: unknown) => value is T;

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number';
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function is<const T extends string | number | undefined>(wanted: T): Check<T> {
  return (value): value is T => value === wanted;
}

export function oneOf<T>(...checks: readonly Check<T>[]): Check<T> {
  return (value): value is T => checks.some((check) => check(value));
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

export function mapOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => isObject(value) && Object.values(value).every(check);
}

/** An object with these members, and perhaps others. */
export function shape<T extends object>(members: { readonly [Key in keyof T]-?: Check<T[Key]> }): Check<T> {
  const checks = Object.entries<Check<unknown>>(members);
  return (value): value is T => isObject(value) && checks.every(([key, check]) => check(value[key]));
}

/** The version of the layout that this page knows. */
export const isFormat = is(1);
export const texts = listOf(isText);

export const isValue = oneOf<Value>(isText, shape<LongValue>({ ref: isText, lines: isNumber, length: isNumber }));

/** A change set, as far as the values of its changes. */
export const isChangeSet = shape<{
  readonly changes: readonly Pick<ChangeSet['changes'][number], 'before' | 'after'>[];
}>({ changes: listOf(shape({ before: orNull(isValue), after: orNull(isValue) })) });
