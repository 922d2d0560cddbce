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
