import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../archive/store/file-error.ts';
import { readTextFile, removeFile, writeFileAtomic } from '../../archive/store/files.ts';

/** What a build of the whole site is made from: pages of another look, say, are none of it. */
export interface BuildOrigin {
  /** The archive's newest commit. */
  readonly commit: string | null;
  /** Names the site folder and all else that decides how its pages look. */
  readonly key: string;
}

/**
 * Remembers which files of a build of the whole site stand, so that the next tick goes on where one was killed. A file of
 * its own beside the state, of JSON lines: the origin, then the files of each batch. A lost line costs rendering again.
 */
export class UnfinishedBuild {
  /** The commit from which the files were made, or a later one. */
  readonly commit: string | null;
  readonly done: ReadonlySet<string>;
  private readonly path: string;

  /** Takes up a build of the same key, or begins one. */
  constructor(folder: string, { commit, key }: BuildOrigin) {
    this.path = join(folder, 'unfinished.jsonl');
    const [first, ...rest] = parseLines(readTextFile(this.path) ?? '');
    const found = isOrigin(first) && first.key === key ? first : null;
    this.commit = found === null ? commit : found.commit;
    this.done = new Set(found === null ? [] : rest.flatMap((files) => (Array.isArray(files) ? files.map(String) : [])));
    if (found === null) writeFileAtomic(this.path, toLine({ commit, key } satisfies BuildOrigin));
  }

  /** Notes that some files stand. Throws RunInfoError `disk`. */
  readonly add = (files: readonly string[]): void => {
    try {
      appendFileSync(this.path, toLine(files));
    } catch (error) {
      throw fileError('write', this.path, error);
    }
  };

  /** Forgets the build: it is finished. */
  end(): void {
    removeFile(this.path);
  }
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** The lines that are whole; what a kill cut off is left out. */
function parseLines(text: string): unknown[] {
  return text.split('\n').flatMap((line): unknown[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function isOrigin(line: unknown): line is BuildOrigin {
  return typeof line === 'object' && line !== null && 'commit' in line && 'key' in line;
}
