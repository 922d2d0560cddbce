import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, readTextFile, removeFile, writeFileAtomic } from '../../archive/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import { urlOf } from './addresses.ts';

/** Says that a folder is a site of this program, so that files in it may be replaced and removed. */
const MARKER = '.runinfo-site';
const MARKER_TEXT =
  'The pages in this folder are written by runinfo publish. A full publish removes every file that it did not make,\n' +
  'except status.json. Remove this file, and the folder is left alone.\n';
/** The collector's own word, written by whoever runs the jobs; never touched here. */
const STATUS = 'status.json';

/** The folder of the site that holds the archive as tables, where the settings ask for them. */
export const TABLES_FOLDER = 'data';

/** What a write leaves behind that was cut short before the marker stood. */
const LEFT_BEHIND = /^\.(?:runinfo-site|status\.json)\.\d+\.tmp$/;

/** Whether a folder is a site that this program made. */
export function isOwnSite(folder: string): boolean {
  return existsSync(join(folder, MARKER));
}

/** Whether a site can be put into a folder: it is ours, or holds nothing of anybody else's, or is not there yet. */
export function isFreeForSite(folder: string): boolean {
  if (!existsSync(folder) || isOwnSite(folder)) return true;
  return (
    statSync(folder).isDirectory() && readdirSync(folder).every((name) => name === STATUS || LEFT_BEHIND.test(name))
  );
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
  private readonly kept = new Set<string>([MARKER, STATUS]);
  private readonly written: string[] = [];
  private readonly unchanged: string[] = [];
  private readonly removed: string[] = [];
  private readonly givenAway = new Set<string>();

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
  giveAway(name: string): string {
    this.givenAway.add(name);
    return join(this.folder, name);
  }

  /** Puts a file in place where it differs from what stands there. */
  put(file: string, content: string | Uint8Array): void {
    this.kept.add(file);
    const path = join(this.folder, file);
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const isSame = holdsBytes(path, bytes);
    (isSame ? this.unchanged : this.written).push(urlOf(file));
    if (!isSame) writeFileAtomic(path, bytes);
  }

  /** The text of a file as it stands; null: there is none. */
  read(file: string): string | null {
    return readTextFile(join(this.folder, file));
  }

  /** Takes a file away; one that is not there is no error. */
  remove(file: string): void {
    if (this.read(file) === null) return;
    removeFile(join(this.folder, file));
    this.removed.push(urlOf(file));
    this.removeEmptyFolders(file);
  }

  /** Removes every file that was not put in place through this object, and the folders that are empty then. */
  removeTheRest(below = ''): void {
    for (const entry of readdirSync(join(this.folder, below), { withFileTypes: true })) {
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (this.givenAway.has(file)) continue;
      if (entry.isDirectory()) this.removeTheRest(file);
      else if (!this.kept.has(file)) {
        removeFile(join(this.folder, file));
        this.removed.push(urlOf(file));
        this.removeEmptyFolders(file);
      }
    }
  }

  /** What was done so far. */
  get placed(): Placed {
    return { written: this.written, unchanged: this.unchanged, removed: this.removed };
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
    return readFileSync(path).equals(content);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
