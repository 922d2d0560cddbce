/** `1 line`, `3 lines`. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `no changes`, `1 change`, `3 changes`. */
export function changesOf(count: number): string {
  return count === 0 ? 'no changes' : countOf(count, 'change');
}
