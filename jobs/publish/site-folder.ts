import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing, readTextFile, removeFile, sweepTemporary, isTemporary } from '../../archive/store/files.ts';
import { writeFileAtomic, putFiles, syncFolders } from '../../archive/store/write-file.ts';
import type { Content } from '../../archive/store/write-file.ts';
import { RunInfoError } from '../../model/errors.ts';
import { linkTo } from './addresses.ts';

/** Says that a folder is a site of this program, so that files in it may be replaced and removed. */
const MARKER = '.runinfo-site';
const MARKER_TEXT =
  'The pages in this folder are written by runinfo publish. A full publish removes every file that it did not make,\n' +
  'except status.json. Remove this file, and the folder is left alone.\n';
/** Is there while files are put in place: found by the next publish, it says that one was killed. */
const IN_PROGRESS = '.runinfo-in-progress';
/** The collector's own word, written by whoever runs the jobs; never touched here. */
const STATUS = 'status.json';

/** The folder of the site that holds the archive as tables, where the settings ask for them. */
export const TABLES_FOLDER = 'data';

/** Whether a folder is a site that this program made. */
export function isOwnSite(folder: string): boolean {
  return existsSync(join(folder, MARKER));
}

/** Whether a site can be put into a folder: it is ours, or holds nothing of anybody else's, or is not there yet. */
export function isFreeForSite(folder: string): boolean {
  if (!existsSync(folder) || isOwnSite(folder)) return true;
  return statSync(folder).isDirectory() && readdirSync(folder).every(isOurs);
}

/** What may stand in a folder whose marker was cut short while it was written. */
function isOurs(name: string): boolean {
  return name === STATUS || isTemporary(name, STATUS) || isTemporary(name, MARKER);
}

/** What a publish did, as addresses. */
export interface Placed {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/** The folder that a web server serves. Every file is compared first and replaced as a whole. */
export class SiteFolder {
  private readonly folder: string;
  private readonly kept = new Set<string>([MARKER, IN_PROGRESS, STATUS]);
  private readonly written: string[] = [];
  private readonly unchanged: string[] = [];
  private readonly removed: string[] = [];
  private readonly excluded = new Set<string>();
  private readonly stale = new Set<string>();
  private readonly touched = new Set<string>();
  /** Whether temporary files of a killed publish may lie about. Only then is it looked for them: a folder may be long. */
  private readonly wasKilled: boolean;

  /**
   * Opens a site folder, and makes it on first use.
   * @throws RunInfoError `site` where the folder holds something that this program did not make
   */
  constructor(folder: string) {
    this.folder = folder;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw new RunInfoError('disk', `cannot make the site folder ${folder}: name one that can be written`, { cause });
    }
    this.wasKilled = this.has(IN_PROGRESS);
    if (isOwnSite(folder)) return;
    if (!isFreeForSite(folder)) {
      throw new RunInfoError(
        'site',
        `${folder} holds files that this program did not make: name another site folder, or an empty one`,
      );
    }
    writeFileAtomic(join(folder, MARKER), MARKER_TEXT);
  }

  /** Leaves a folder at the root of the site to somebody else, who fills it: it is never touched here. Gives its path. */
  exclude(name: string): string {
    this.excluded.add(name);
    return join(this.folder, name);
  }

  /**
   * Puts files in place where they differ from what stands there. Null: nothing is to be shown there any more; the file is
   * removed by `finish`, when nothing leads to it.
   */
  async put(files: ReadonlyMap<string, Content | null>): Promise<void> {
    const differing = new Map<string, Content>();
    for (const [file, content] of files) {
      if (content === null) this.stale.add(file);
      else {
        this.kept.add(file);
        const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
        const isSame = holdsBytes(join(this.folder, file), bytes);
        (isSame ? this.unchanged : this.written).push(`/${linkTo(file)}`);
        if (!isSame) differing.set(join(this.folder, file), bytes);
      }
    }
    if (differing.size > 0 && this.touched.size === 0) writeFileAtomic(join(this.folder, IN_PROGRESS), '');
    for (const path of differing.keys()) this.touched.add(dirname(path));
    await putFiles(differing);
  }

  /** Whether a file stands. */
  has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  /** The text of a file as it stands; null: there is none. */
  read(file: string): string | null {
    return readTextFile(join(this.folder, file));
  }

  /** Removes what is not to be shown any more, and makes everything last that was put in place. */
  async finish(): Promise<void> {
    for (const file of this.stale) if (!this.kept.has(file)) this.remove(file);
    this.stale.clear();
    if (this.wasKilled) for (const folder of this.touched) sweepTemporary(folder);
    await syncFolders(this.touched);
    this.touched.clear();
    removeFile(join(this.folder, IN_PROGRESS));
  }

  /** Removes every file that was not put in place through this object, and the folders that are empty then. */
  removeTheRest(below = ''): void {
    for (const entry of readdirSync(join(this.folder, below), { withFileTypes: true })) {
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (this.excluded.has(file)) continue;
      if (entry.isDirectory()) this.removeTheRest(file);
      else if (!this.kept.has(file)) this.remove(file);
    }
  }

  /** What was done so far. */
  get placed(): Placed {
    return { written: this.written, unchanged: this.unchanged, removed: this.removed };
  }

  private remove(file: string): void {
    if (!this.has(file)) return;
    removeFile(join(this.folder, file));
    this.removed.push(`/${linkTo(file)}`);
    this.removeEmptyFolders(file);
  }

  private removeEmptyFolders(file: string): void {
    const segments = file.split('/').slice(0, -1);
    for (; segments.length > 0; segments.pop()) {
      const folder = join(this.folder, ...segments);
      if (readdirSync(folder).length > 0) return;
      rmdirSync(folder);
    }
  }
}

function holdsBytes(path: string, content: Uint8Array): boolean {
  try {
    // The size alone tells most files apart, and that one is not there without an error, which takes long to make.
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    return size === content.length && readFileSync(path).equals(content);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
