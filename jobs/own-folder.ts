import { existsSync, lstatSync, mkdtempSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import {
  holdSameBytes,
  isMissing,
  isTemporary,
  isThere,
  listNames,
  readTextFile,
  removeFile,
  sweepTemporary,
} from '../archive/store/files.ts';
import { NewFile, putFiles, syncFolders, writeFileAtomic, type Content } from '../archive/store/write-file.ts';
import { RunInfoError } from '../model/errors.ts';
import { applyMode } from './permissions.ts';

/** The collector's own word in a site, which moves with every tick. */
export const STATUS_FILE = 'status.json';

/** The folders that this program fills. The marker says so, so that files beside it may be replaced and removed. */
const KINDS = {
  site: {
    marker: '.runinfo-site',
    text:
      'The pages in this folder are written by runinfo publish. A full publish removes those that it does not make any\n' +
      'more. Remove this file, and the folder is left alone.\n',
    /** Written by whoever runs the jobs; never touched here. */
    besides: [STATUS_FILE],
    code: 'site',
    refusal: 'holds files that this program did not make: name another site folder, or an empty one',
  },
  export: {
    marker: '.runinfo-export',
    text:
      'The tables in this folder are written by runinfo export. It replaces them and removes those that it does not make\n' +
      'any more. Remove this file, and the folder is left alone.\n',
    besides: [],
    code: 'usage',
    refusal: 'holds something that this program did not make: name another folder, or an empty one',
  },
} as const;
export type FolderKind = keyof typeof KINDS;

/** Whether a folder is one that this program made. */
export function isOwnFolder(path: string, kind: FolderKind): boolean {
  return isThere(join(path, KINDS[kind].marker));
}

/** Why a folder cannot be filled; null: it is ours, or holds nothing of anybody else's, or is not there yet. */
export function refuseFolder(path: string, kind: FolderKind): RunInfoError | null {
  if (!isThere(path) || isOwnFolder(path, kind)) return null;
  const { besides, code, refusal } = KINDS[kind];
  if (!statSync(path).isDirectory()) return new RunInfoError(code, `${path} is no folder: name another one`);
  const names: readonly string[] = besides;
  // The marker, and what stands beside it, may have been cut short while they were written.
  const isOurs = (name: string) => names.includes(name) || isTemporary(name);
  return listNames(path).every(isOurs) ? null : new RunInfoError(code, `${path} ${refusal}`);
}

/** What became of the files of a folder, as paths below it. */
export interface Placed {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/** The same, with each file called by another name: its address, say. */
export function nameFiles({ written, unchanged, removed }: Placed, nameOf: (file: string) => string): Placed {
  return { written: written.map(nameOf), unchanged: unchanged.map(nameOf), removed: removed.map(nameOf) };
}

/** A large file that is being made. */
export interface FileInWork {
  readonly made: NewFile;
  /** Puts it in place where it differs from what stands there. */
  readonly settle: () => void;
  /** Drops it, unless it is in place. */
  readonly drop: () => void;
}

/** A folder that this program fills. Every file is compared with what stands there, and replaced as a whole. */
export class OwnFolder {
  readonly path: string;
  private readonly isDry: boolean;
  /** The files that stay whatever is put in place. */
  private readonly fixed: ReadonlySet<string>;
  private readonly excluded = new Set<string>();
  private readonly done = new Map<string, keyof Placed>();
  private readonly stale = new Set<string>();
  private readonly touched = new Set<string>();

  /**
   * Opens a folder, makes it on first use, and removes what a killed writer left in it.
   * @param isDry only find out what would be done; nothing in the folder is touched
   * @throws RunInfoError `site` or `usage`, by its kind, where it holds something that this program did not make, `disk`
   *   where it cannot be written
   */
  constructor(path: string, kind: FolderKind, isDry = false) {
    this.path = path;
    this.isDry = isDry;
    const { marker, text, besides } = KINDS[kind];
    this.fixed = new Set([marker, ...besides]);
    const refusal = refuseFolder(path, kind);
    if (refusal !== null) throw refusal;
    if (isDry) return;
    sweepTemporary(path, kind === 'site');
    if (!isOwnFolder(path, kind)) writeFileAtomic(join(path, marker), text);
  }

  /** Leaves a folder directly below to somebody else, who fills it: it is never touched here. Gives its path. */
  exclude(name: string): string {
    this.excluded.add(name);
    return join(this.path, name);
  }

  /** Whether a file stands. */
  has(file: string): boolean {
    return existsSync(join(this.path, file));
  }

  /** The text of a file as it stands; null: there is none. */
  read(file: string): string | null {
    return readTextFile(join(this.path, file));
  }

  /** The same as bytes. */
  readBytes(file: string): Uint8Array | null {
    return this.has(file) ? readFileSync(join(this.path, file)) : null;
  }

  /** The names in a folder below; none where there is no such folder. */
  list(folder: string): string[] {
    return listNames(join(this.path, folder));
  }

  /**
   * Puts many files in place. Null: nothing is to be shown there any more; the file is removed by `finish`, when nothing
   * leads to it.
   */
  async put(files: ReadonlyMap<string, Content | null>): Promise<void> {
    const differing = new Map<string, Content>();
    for (const [file, content] of files) {
      if (content === null) this.stale.add(file);
      else {
        const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
        const path = join(this.path, file);
        const isSame = holdsBytes(path, bytes);
        this.note(file, isSame);
        if (!isSame && !this.isDry) differing.set(path, bytes);
      }
    }
    for (const path of differing.keys()) this.touched.add(dirname(path));
    await putFiles(differing, this.path);
  }

  /** Removes what is not to be shown any more, and makes everything last that `put` put in place. */
  async finish(): Promise<void> {
    for (const file of this.stale) if (!this.isKept(file)) this.remove(file);
    this.stale.clear();
    await syncFolders(this.touched);
    this.touched.clear();
  }

  /** Begins a file too large to be held in memory. Under `isDry` it is made elsewhere. */
  begin(file: string): FileInWork {
    const target = join(this.path, file);
    const aside = this.isDry ? mkdtempSync(join(tmpdir(), 'runinfo-export-')) : null;
    const made = aside === null ? new NewFile(target, this.path) : new NewFile(join(aside, 'file'));
    return {
      made,
      settle: () => {
        const isSame = holdSameBytes(made.temporary, target);
        if (!isSame && !this.isDry) made.place();
        this.note(file, isSame);
      },
      drop: () => {
        made.drop();
        if (aside !== null) rmSync(aside, { recursive: true });
      },
    };
  }

  /** Makes one such file in one go. */
  async make(file: string, fill: (made: NewFile) => void | Promise<void>): Promise<void> {
    const work = this.begin(file);
    try {
      await fill(work.made);
      work.settle();
    } finally {
      work.drop();
    }
  }

  /** Removes a file, and the folders that are empty then. */
  remove(file: string): void {
    if (!this.has(file)) return;
    this.done.set(file, 'removed');
    if (this.isDry) return;
    removeFile(join(this.path, file));
    for (const segments = file.split('/').slice(0, -1); segments.length > 0; segments.pop()) {
      const folder = join(this.path, ...segments);
      if (listNames(folder).length > 0) return;
      rmdirSync(folder);
    }
  }

  /**
   * Removes the files that this program put here once and not through this object, and the folders that are empty then.
   * Its files are known by their ending and the folder at the top that they are in: what has no like among those that were
   * put in place is somebody else's, and stays, as do links and repositories.
   * @param retired names of further files that the program put here under other settings, one of each kind
   */
  removeTheRest(retired: readonly string[]): void {
    const kinds = new Set([...this.done.keys(), ...retired].map(kindOf));
    for (const name of this.list('')) this.removeWithin(name, kinds);
  }

  /** Removes the files of some kinds at or below a path. */
  private removeWithin(path: string, kinds: ReadonlySet<string>): void {
    if (this.excluded.has(path)) return;
    const entry = lstatSync(join(this.path, path));
    if (entry.isFile()) {
      if (kinds.has(kindOf(path)) && !this.isKept(path)) this.remove(path);
    } else if (entry.isDirectory() && !this.has(`${path}/.git`)) {
      for (const name of this.list(path)) this.removeWithin(`${path}/${name}`, kinds);
    }
  }

  /** Gives everything that stands here by this object, and the marker, the mode of the site. Throws RunInfoError `disk`. */
  applyMode(mode: string): void {
    const files = [...this.fixed, ...this.done.keys()].filter((file) => this.isKept(file));
    if (!this.isDry) applyMode(this.path, files, mode);
  }

  /** What was done so far, or would have been. */
  get placed(): Placed {
    const filesThat = (what: keyof Placed) => [...this.done].filter(([, how]) => how === what).map(([file]) => file);
    return { written: filesThat('written'), unchanged: filesThat('unchanged'), removed: filesThat('removed') };
  }

  private isKept(file: string): boolean {
    return this.fixed.has(file) || ['written', 'unchanged'].includes(this.done.get(file) ?? '');
  }

  /** A file that was written stays so when it is made again. */
  private note(file: string, isSame: boolean): void {
    if (!isSame || !this.done.has(file)) this.done.set(file, isSame ? 'unchanged' : 'written');
  }
}

/** What files of one kind have in common: the folder at the top, where there is one, and the ending or, without one, the name. */
function kindOf(file: string): string {
  const [top = '', ...below] = file.split('/');
  return `${below.length === 0 ? '' : top}/${extname(file) || basename(file)}`;
}

function holdsBytes(path: string, content: Uint8Array): boolean {
  try {
    // The size alone tells most files apart, and that one is not there without an error, which takes long to make.
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size === content.length && readFileSync(path).equals(content);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
