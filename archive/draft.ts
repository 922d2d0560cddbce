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

  /** By folder, the names of what is or was drafted in it: listing need not look through every path. */
  private readonly children = new Map<string, Set<string>>();

  /** The text of a file as it is drafted; undefined: not drafted. */
  get(path: string): string | null | undefined {
    const staged = this.staged.get(path);
    return staged === undefined ? this.pending.get(path) : staged;
  }

  /** Sets a file for the next commit; back to what it was at the last one is no step. `now`: what it holds now. */
  set(path: string, text: string | null, now: string | null): void {
    this.note(path, text === null);
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
    if (!this.hasStaged) this.children.clear();
  }

  /** Adds to the names found in a folder those drafted there, and takes away files that are to be removed. */
  listOver(folder: string, found: readonly string[]): string[] {
    const drafted = this.children.get(folder);
    if (drafted === undefined) return [...found];
    const names = new Set(found);
    for (const name of drafted) {
      const text = this.get(`${folder}/${name}`);
      if (text === null) names.delete(name);
      else if (text !== undefined || this.children.has(`${folder}/${name}`)) names.add(name);
    }
    return [...names].sort();
  }

  /** Notes a drafted file in its folder, and that folder in the one above where the file is there to stay. */
  private note(path: string, isRemoval: boolean): void {
    for (
      let end = path.lastIndexOf('/'), name = path;
      end > 0;
      name = path.slice(0, end), end = path.lastIndexOf('/', end - 1)
    ) {
      const folder = path.slice(0, end);
      const names = this.children.get(folder) ?? new Set<string>();
      names.add(name.slice(end + 1));
      this.children.set(folder, names);
      if (isRemoval) return;
    }
  }
}
