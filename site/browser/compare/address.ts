/** What the address of the page asks for: it holds the whole view, so that it can be sent to somebody. */
export interface CompareView {
  readonly from: number | null;
  readonly to: number | null;
  /** Partitions chosen by hand, as written; empty: all that took part on both sides. */
  readonly partitions: readonly string[];
}

/** Reads the part of an address behind `?`. What is not a run number is taken as missing. */
export function readAddress(search: string): CompareView {
  const query = new URLSearchParams(search);
  const run = (name: string) => {
    const text = query.get(name)?.trim() ?? '';
    return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null;
  };
  return { from: run('from'), to: run('to'), partitions: query.getAll('partition').filter((name) => name !== '') };
}

/** The part of an address behind the page's name that shows a view: the reverse of `readAddress`. */
export function writeAddress({ from, to, partitions }: CompareView): string {
  const query = new URLSearchParams();
  if (from !== null) query.set('from', String(from));
  if (to !== null) query.set('to', String(to));
  for (const partition of partitions) query.append('partition', partition);
  return `?${query.toString()}`;
}
