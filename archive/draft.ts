/**
 * Files that are set but not on disk yet, in two layers: those of the commit being prepared over those of commits that
 * git does not have yet. A text of null: the file is removed.
 *
 *     set('a', '1', null)  →  staged a=1         takeCommit()   →  pending a=1, nothing staged
 *     set('a', '2', '1')   →  staged a=2         set('a', '1', '2')  →  nothing staged: a is as the last commit left it
 */
export class Draft {
  private readonly pending = new Map<string, string | null>();
  private readonly staged = new Map<string, string | null>();
  /** What the staged files held at the last commit. */
  private readonly standing = new Map<string, string | null>();

  /** The text of a file as it is drafted; undefined: not drafted. */
  get(path: string): string | null | undefined {
    const staged = this.staged.get(path);
    return staged === undefined ? this.pending.get(path) : staged;
  }

  /** Sets a file for the next commit; back to what it was at the last one is no step. `now`: what it holds now. */
  set(path: string, text: string | null, now: string | null): void {
    if (!this.staged.has(path)) this.standing.set(path, now);
    if (this.standing.get(path) === text) this.staged.delete(path);
    else this.staged.set(path, text);
  }

  /** Whether anything is waiting for the next commit. */
  get hasStaged(): boolean {
    return this.staged.size > 0;
  }

  /** Takes the files of the next commit; they stay drafted until `clear`. */
  takeCommit(): ReadonlyMap<string, string | null> {
    const files = new Map(this.staged);
    for (const [path, text] of files) this.pending.set(path, text);
    this.staged.clear();
    this.standing.clear();
    return files;
  }

  /** The files of all commits taken since `clear`, as the last of them left each. */
  get committed(): ReadonlyMap<string, string | null> {
    return this.pending;
  }

  /** Forgets the commits taken: they are on disk. */
  clear(): void {
    this.pending.clear();
  }

  /** Adds to the names found in a folder those drafted there, and takes away those that are to be removed. */
  listOver(folder: string, found: readonly string[]): string[] {
    const names = new Set(found);
    for (const [path, text] of [...this.pending, ...this.staged]) {
      if (!path.startsWith(`${folder}/`)) continue;
      const [name = '', ...deeper] = path.slice(folder.length + 1).split('/');
      if (text !== null) names.add(name);
      else if (deeper.length === 0) names.delete(name);
    }
    return [...names].sort();
  }
}
