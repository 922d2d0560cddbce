import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileError, isMissing, listNames, removeFile, holdSameBytes, isTemporary } from '../../archive/store/files.ts';
import { writeFileAtomic, NewFile } from '../../archive/store/write-file.ts';
import { RunInfoError } from '../../model/errors.ts';

/** Says that a folder holds an export of this program, so that files in it may be replaced and removed. */
const MARKER = '.runinfo-export';
const MARKER_TEXT =
  'The tables in this folder are written by runinfo export. It replaces them and removes those that it does not make\n' +
  'any more. Remove this file, and the folder is left alone.\n';

/** What an export did, as paths below its folder. */
export type Exported = Record<'written' | 'unchanged' | 'removed', string[]>;

/** A file of an export that is being made. */
export interface FileInWork {
  readonly made: NewFile;
  /** Puts it in place where it differs from what stands there. */
  readonly settle: () => void;
  /** Drops it, unless it is in place. */
  readonly drop: () => void;
}

/** The folder that an export goes to. Every file is compared with what stands there, and replaced as a whole. */
export class ExportFolder {
  readonly path: string;
  private readonly isDry: boolean;
  private readonly done = new Map<string, keyof Exported>();

  /**
   * Opens a folder for an export, and makes it on first use.
   * @param isDry only find out what would be written; nothing in the folder is touched
   * @throws RunInfoError `usage` where the folder holds something that this program did not make
   */
  constructor(path: string, isDry: boolean) {
    this.path = path;
    this.isDry = isDry;
    const names = namesIn(path);
    if (names.includes(MARKER)) return;
    if (names.some((name) => !isTemporary(name, MARKER))) {
      throw new RunInfoError(
        'usage',
        `${path} holds something that this program did not make: name another folder, or an empty one`,
      );
    }
    if (!isDry) writeFileAtomic(join(path, MARKER), MARKER_TEXT);
  }

  /** Begins a file; what a killed export left of it goes. Under `isDry` it is made elsewhere. */
  begin(file: string): FileInWork {
    const target = join(this.path, file);
    if (!this.isDry) this.sweep(target);
    const aside = this.isDry ? mkdtempSync(join(tmpdir(), 'runinfo-export-')) : null;
    const made = new NewFile(aside === null ? target : join(aside, 'file'));
    return {
      made,
      settle: () => {
        const isSame = holdSameBytes(made.temporary, target);
        if (!isSame && !this.isDry) made.place();
        if (!isSame || !this.done.has(file)) this.done.set(file, isSame ? 'unchanged' : 'written');
      },
      drop: () => {
        made.drop();
        if (aside !== null) rmSync(aside, { recursive: true });
      },
    };
  }

  /** Makes a file in one go. */
  async put(file: string, fill: (made: NewFile) => void | Promise<void>): Promise<void> {
    const work = this.begin(file);
    try {
      await fill(work.made);
      work.settle();
    } finally {
      work.drop();
    }
  }

  /** Takes a file away, and its folder where nothing else is in it. */
  remove(file: string): void {
    this.done.set(file, 'removed');
    if (this.isDry) return;
    const path = join(this.path, file);
    removeFile(path);
    if (listNames(dirname(path)).length === 0) rmSync(dirname(path), { recursive: true, force: true });
  }

  /** The names in a folder below; none where there is no such folder. */
  list(folder: string): string[] {
    return listNames(join(this.path, folder));
  }

  /** Removes what an export that was killed left beside a file. */
  private sweep(target: string): void {
    for (const name of listNames(dirname(target))) {
      if (isTemporary(name, basename(target))) removeFile(join(dirname(target), name));
    }
  }

  /** What was done so far, or would have been. */
  get exported(): Exported {
    const filesThat = (what: keyof Exported) => [...this.done].filter(([, how]) => how === what).map(([file]) => file);
    return { written: filesThat('written'), unchanged: filesThat('unchanged'), removed: filesThat('removed') };
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (!isMissing(error)) throw fileError('read', path, error);
    if (!existsSync(path)) return [];
    throw new RunInfoError('usage', `${path} is no folder: name another one`, { cause: error });
  }
}
