/** What the address of the page asks for: it holds the whole view, so that it can be sent to somebody. */
export interface CompareView {
  /** Runs as they are written, whatever that is; null: not named. */
  readonly from: string | null;
  readonly to: string | null;
  /** Partitions chosen by hand, as written; empty: all that took part on both sides. */
  readonly partitions: readonly string[];
}

/** Reads the part of an address behind `?`. A side that is named twice is no run, and is said to be none. */
export function readAddress(search: string): CompareView {
  const query = new URLSearchParams(search);
  const read = (name: string) =>
    [...new Set(query.getAll(name).map((text) => text.trim()))].filter((text) => text !== '');
  const side = (name: string) => (read(name).length === 0 ? null : read(name).join(' and '));
  return { from: side('from'), to: side('to'), partitions: read('partition') };
}

/** The part of an address behind the page's name that shows a view: the reverse of `readAddress`. */
export function writeAddress({ from, to, partitions }: CompareView): string {
  const query = new URLSearchParams();
  if (from !== null) query.set('from', from);
  if (to !== null) query.set('to', to);
  for (const partition of partitions) query.append('partition', partition);
  return `?${query.toString()}`;
}
