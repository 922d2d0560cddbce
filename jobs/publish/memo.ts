/** How many results are kept; then all are forgotten, which costs less than to tell the old ones. */
const KEPT = 20_000;

/** Results that are asked for page after page, by key. They are shared: never to be altered. */
export class Memo<Result> {
  private readonly known = new Map<string, Result>();

  /** What was made for a key before, or is made now. */
  get(key: string, make: () => Result): Result {
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const made = make();
    if (this.known.size >= KEPT) this.known.clear();
    this.known.set(key, made);
    return made;
  }
}
