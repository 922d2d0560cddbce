import { dirname, join } from 'node:path';
import { chunk } from '../../model/lists.ts';
import { isArchivePath } from '../documents/layout.ts';
import type { Git } from './git.ts';
import { putFiles, syncFolders, type Content } from './write-file.ts';

/** How many files are read from git at once where the work tree lags behind. */
const READ_AT_ONCE = 500;

/**
 * The files of the archive outside of git, as people and programs find them. They are written first; then git's index is
 * updated and a ref marks the commit that they show. After a crash in between, whoever opens the archive next writes
 * again every file that a commit since then touched.
 */
export class WorkTree {
  private readonly folder: string;
  private readonly git: Git;
  /** Where files are written before they get their names: people and programs do not look there. */
  readonly aside: string;
  /** The paths that were written since the last mark. */
  private readonly unmarked = new Set<string>();
  /** The commit that is marked; null: none. */
  checkedOut: string | null = null;

  constructor(folder: string, git: Git) {
    this.folder = folder;
    this.git = git;
    this.aside = join(folder, '.git');
  }

  /** Writes files of commits that git has; null removes a file. */
  async write(files: ReadonlyMap<string, Content | null>): Promise<void> {
    for (const path of files.keys()) this.unmarked.add(path);
    await putFiles(new Map([...files].map(([path, content]) => [join(this.folder, path), content])), this.aside);
  }

  /** Marks that the files show a commit, once they and their names are sure to last. */
  async mark(commit: string): Promise<void> {
    if (commit === this.checkedOut) return;
    const paths = [...this.unmarked];
    await syncFolders(new Set(paths.map((path) => join(this.folder, dirname(path)))));
    await this.git.updateIndex(paths, commit);
    await this.git.markCheckedOut(commit, this.checkedOut === null);
    this.checkedOut = commit;
    this.unmarked.clear();
  }

  /**
   * Brings the files to a commit, a few hundred at once. Written is what any commit since the mark touched, not what differs in the end: a batch whose files were written may
   * have been taken back by one that was only committed. What others committed into the archive stays as it is.
   * @returns whether they were at another commit
   */
  async checkOut(commit: string): Promise<boolean> {
    if (commit === this.checkedOut) {
      // Without it every file would count as removed, and who commits by hand would remove them all.
      if (!this.git.hasIndex()) await this.git.rebuildIndex(commit);
      return false;
    }
    const paths = (await this.git.pathsTouched(this.checkedOut, commit)).filter(isArchivePath);
    for (const part of chunk(paths, READ_AT_ONCE)) {
      const contents = this.git.readBytes(part.map((path) => `${commit}:${path}`));
      await this.write(new Map(part.map((path, index) => [path, contents[index] ?? null])));
    }
    await this.mark(commit);
    return true;
  }
}
