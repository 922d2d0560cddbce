/**
 * Files that are set but not on disk yet, in three layers: those of the commit being prepared, over those of commits that
 * git was not given yet, over those of commits that are being put in place. A text of null: the file is removed.
 *
 *     set('a', '1', null)  →  staged a=1         takeCommit()   →  waiting a=1, nothing staged
 *     set('a', '2', '1')   →  staged a=2         set('a', '1', '2')  →  nothing staged: a is as the last commit left it
 *     seal()               →  sealed a=1         unseal()            →  a is on disk
 */
export class Draft {
  private readonly staged = new Map<string, string | null>();
  /** What the staged files held at the last commit. */
  private readonly standing = new Map<string, string | null>();
  private waiting = new Map<string, string | null>();
  private placing: ReadonlyMap<string, string | null> = new Map();

  /** By folder, the names of what is or was drafted in it: listing need not look through every path. */
  private readonly children = new Map<string, Set<string>>();
  /** By folder, the names found on disk, until it is written to: nobody else does while the lock is held. */
  private readonly found = new Map<string, readonly string[]>();
  /** By folder, the names as they were last worked out. */
  private readonly lists = new Map<string, readonly string[]>();

  /** The text of a file as it is drafted; undefined: not drafted. */
  get(path: string): string | null | undefined {
    for (const layer of [this.staged, this.waiting, this.placing]) {
      const text = layer.get(path);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** Sets a file for the next commit; back to what it was at the last one is no step. `now`: what it holds now. */
  set(path: string, text: string | null, now: string | null): void {
    this.note(path, text === null);
    if (text === null || now === null) this.lists.delete(path.slice(0, path.lastIndexOf('/')));
    if (!this.staged.has(path)) this.standing.set(path, now);
    if (this.standing.get(path) === text) this.staged.delete(path);
    else this.staged.set(path, text);
  }

  /** Whether anything is waiting for the next commit. */
  get hasStaged(): boolean {
    return this.staged.size > 0;
  }

  /** Takes the files of the next commit; they stay drafted until they are sealed and unsealed. */
  takeCommit(): ReadonlyMap<string, string | null> {
    const files = new Map(this.staged);
    for (const [path, text] of files) this.waiting.set(path, text);
    this.staged.clear();
    this.standing.clear();
    return files;
  }

  /** Lays the files of all commits taken so far aside, to be put in place. */
  seal(): void {
    this.placing = this.waiting;
    this.waiting = new Map();
  }

  /** The files that are being put in place, as the last of their commits left each. */
  get sealed(): ReadonlyMap<string, string | null> {
    return this.placing;
  }

  /** Forgets the sealed files: they are on disk. */
  unseal(): void {
    this.placing = new Map();
    this.found.clear();
    this.lists.clear();
    if (!this.hasStaged && this.waiting.size === 0) this.children.clear();
  }

  /**
   * Adds to the names found in a folder those drafted there, and takes away files that are to be removed.
   * @param find lists the folder on disk
   */
  listOver(folder: string, find: (folder: string) => readonly string[]): string[] {
    const list = this.lists.get(folder) ?? this.workOut(folder, find);
    this.lists.set(folder, list);
    return [...list];
  }

  private workOut(folder: string, find: (folder: string) => readonly string[]): readonly string[] {
    const found = this.found.get(folder) ?? find(folder);
    this.found.set(folder, found);
    const drafted = this.children.get(folder);
    if (drafted === undefined) return found;
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
      if (!names.has(name.slice(end + 1))) this.lists.delete(folder);
      names.add(name.slice(end + 1));
      this.children.set(folder, names);
      if (isRemoval) return;
    }
  }
}
