import { dirname, join } from 'node:path';
import { sweepBeside } from './folder.ts';
import type { Git } from './git.ts';
import { putFiles, syncFolders } from './put-files.ts';

/** How many files are read from git at once where the work tree lags behind. */
const AT_ONCE = 500;

/**
 * The files of the archive as people and programs find them: what HEAD holds, once it was brought there. First the files
 * are written, commit by commit or many together, then git's index and the mark are told, once for all of them. What is
 * cut short in between is done again by whoever opens the archive next, since the mark is not at HEAD.
 */
export class WorkTree {
  private readonly folder: string;
  private readonly git: Git;
  /** The paths that were written, and that neither index nor mark know of yet. */
  private readonly unsettled = new Set<string>();

  constructor(folder: string, git: Git) {
    this.folder = folder;
    this.git = git;
  }

  /** Writes the files of commits that are real; null removes a file. */
  async put(files: ReadonlyMap<string, string | null>): Promise<void> {
    for (const path of files.keys()) this.unsettled.add(path);
    await putFiles(new Map([...files].map(([path, text]) => [join(this.folder, path), text])));
  }

  /** Says that all files stand as a commit has them, where any was written since this was last said. */
  async settle(head: string): Promise<void> {
    if (this.unsettled.size > 0) await this.mark(head);
  }

  /**
   * Brings the files from one commit to another, a few hundred at once.
   * @param standing the commit that they show, as far as that is known; null: none
   */
  async bringTo(standing: string | null, head: string): Promise<void> {
    const paths = await this.git.pathsBetween(standing, head);
    sweepBeside(this.folder, paths);
    for (let start = 0; start < paths.length; start += AT_ONCE) {
      const part = paths.slice(start, start + AT_ONCE);
      const texts = await this.git.readObjects(part.map((path) => `${head}:${path}`));
      await this.put(new Map(part.map((path, index) => [path, texts[index] ?? null])));
    }
    await this.mark(head);
  }

  private async mark(head: string): Promise<void> {
    await syncFolders(new Set([...this.unsettled].map((path) => join(this.folder, dirname(path)))));
    await this.updateIndex(head);
    await this.git.markCheckedOut(head);
    this.unsettled.clear();
  }

  private async updateIndex(head: string): Promise<void> {
    try {
      await this.git.updateIndex([...this.unsettled]);
    } catch {
      // Whatever is wrong with it, it can be made again; where that fails as well, this is the error to tell.
      await this.git.remakeIndex(head);
    }
  }
}
