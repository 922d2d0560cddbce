import type { ChangeEntry } from '../../model/change.ts';

/** A parameter whose one line, `old`, became another. */
export function makeChange(parameter: string, after: string, ...partitions: readonly string[]): ChangeEntry {
  const lines = { added: 1, removed: 1 };
  return { parameter, partitions, kind: 'changed', compared: 'plain', before: 'old', after, ...lines };
}
