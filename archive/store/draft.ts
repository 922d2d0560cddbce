/**
 * Files that are set but not on disk yet, in three layers: those of the commit being prepared, over those of commits that
 * wait for a flush, over those of commits that are being flushed. A text of null: the file is removed.
 *
 *     set('a', '1', null)  →  staged a=1         takeCommit()        →  committed a=1, nothing staged
 *     set('a', '2', '1')   →  staged a=2         set('a', '1', '2')  →  nothing staged: a is as the last commit left it
 *     beginFlush()         →  flushing a=1       endFlush()          →  a is on disk
 */
export class Draft {
  private readonly staged = new Map<string, string | null>();
  /** What the staged files held at the last commit. */
  private readonly unstaged = new Map<string, string | null>();
  private committed = new Map<string, string | null>();
  private flushing: ReadonlyMap<string, string | null> = new Map();
  /** By folder, the names in it, drafted ones among them, from the first time it is listed: nobody else writes. */
  private readonly names = new Map<string, Set<string>>();

  /** The text of a file as it is drafted; undefined: not drafted. */
  get(path: string): string | null | undefined {
    for (const layer of [this.staged, this.committed, this.flushing]) {
      const text = layer.get(path);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** Sets a file for the next commit; back to what it was at the last one is no change. `now`: what it holds now. */
  set(path: string, text: string | null, now: string | null): void {
    if (!this.staged.has(path)) this.unstaged.set(path, now);
    if (this.unstaged.get(path) === text) this.staged.delete(path);
    else this.staged.set(path, text);
    for (const [folder, names] of this.names) updateNames(names, folder, path, text);
  }

  /** Whether anything is waiting for the next commit. */
  get hasStaged(): boolean {
    return this.staged.size > 0;
  }

  /** Takes the files of the next commit; they stay drafted until they are flushed. */
  takeCommit(): ReadonlyMap<string, string | null> {
    const files = new Map(this.staged);
    for (const [path, text] of files) this.committed.set(path, text);
    this.staged.clear();
    this.unstaged.clear();
    return files;
  }

  /** Gives the files of all commits taken so far, as the last of them left each, to be written. */
  beginFlush(): ReadonlyMap<string, string | null> {
    this.flushing = this.committed;
    this.committed = new Map();
    return this.flushing;
  }

  /** Forgets the files of the flush: they are on disk. */
  endFlush(): void {
    this.flushing = new Map();
  }

  /**
   * The names in a folder, sorted, drafted files added and those to be removed left out.
   * @param listOnDisk gives the names that it has on disk
   */
  list(folder: string, listOnDisk: () => readonly string[]): string[] {
    const names = this.names.get(folder) ?? this.namesOf(folder, listOnDisk());
    this.names.set(folder, names);
    return [...names].sort();
  }

  private namesOf(folder: string, onDisk: readonly string[]): Set<string> {
    const names = new Set(onDisk);
    for (const layer of [this.flushing, this.committed, this.staged]) {
      for (const [path, text] of layer) updateNames(names, folder, path, text);
    }
    return names;
  }
}

/** Brings the names in a folder up to date where a file in it or further below is set or, with null, removed. */
function updateNames(names: Set<string>, folder: string, path: string, text: string | null): void {
  if (!path.startsWith(`${folder}/`)) return;
  const [name = '', ...below] = path.slice(folder.length + 1).split('/');
  if (text !== null) names.add(name);
  else if (below.length === 0) names.delete(name);
}
