/** What a browser remembers for its reader, by key. Where it remembers nothing (private mode, file://), nothing breaks. */
const PREFIX = 'runinfo:';

/** What was remembered last; null: nothing, or the browser refuses. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Remembers a choice; null forgets it. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // The choice then holds for this page only.
  }
}
