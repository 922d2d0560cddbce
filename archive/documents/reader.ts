import { join } from 'node:path';
import type { ChangeSet, Timeline } from '../../model/change.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { ReadValue } from '../../model/reading.ts';
import type { BlockIndex, Snapshot } from '../../model/run.ts';
import { listNames, readTextFile } from '../store/files.ts';
import { sha256 } from './canonical.ts';
import type { FormatFile, OldSettingsFile, SettingsFile } from './documents.ts';
import { indexPath, valuePath } from './layout.ts';
import { sortRuns, type KnownRun } from './run-index.ts';

/** How many documents and indexes are kept in memory, and characters of long values: those that were asked for last. */
const KEPT = { documents: 128, indexes: 48, values: 16_000_000 } as const;

/** What to do about a file that is missing or damaged. */
export const ADVICE = 'run runinfo verify --repair';

/** A JSON document of the archive, of any kind. */
export type ArchiveDocument =
  FormatFile | SettingsFile | OldSettingsFile | Snapshot | BlockIndex | ChangeSet | Timeline;

/**
 * Reads the archive's files. Paths are relative to its folder, as in `layout.ts`. What is read is shared with other
 * callers: never to be altered.
 */
export interface ArchiveReader {
  readonly folder: string;
  /** The commit that is read, by its id or, for a question by hand, its branch; null: whatever the work tree holds, or none. */
  readonly headId: string | null;
  /** The text of a file; null: no such file. */
  readText(path: string): string | null;
  /** A JSON document; null: no such file. Throws `archive` naming a damaged file. */
  readDocument(path: string): ArchiveDocument | null;
  /** The runs of a block as its index has them, ascending; null: no such index. Throws `archive` naming a damaged one. */
  readIndex(block: number): readonly KnownRun[] | null;
  /** The names in a folder, sorted, hidden ones left out; empty where there is none. */
  list(folder: string): string[];
  /** The whole text of a value. Throws `archive` where the file it names is missing, or is not what its name says. */
  readonly readValue: ReadValue;
}

/** The archive as it is on disk, whatever git says: for questions by hand, which are to be quick. */
export class ArchiveFolder implements ArchiveReader {
  readonly folder: string;
  /** By path. */
  protected readonly documents = new Recent<object>(KEPT.documents);
  /** By path; the same as the document there, but in order. */
  protected readonly indexes = new Recent<readonly KnownRun[]>(KEPT.indexes);
  /** By reference. */
  private readonly values = new Recent<string>(KEPT.values, ({ length }) => length);

  constructor(folder: string) {
    this.folder = folder;
  }

  get headId(): string | null {
    return null;
  }

  readText(path: string): string | null {
    return readTextFile(join(this.folder, path));
  }

  readDocument(path: string): ArchiveDocument | null {
    const document = this.documents.getOr(path, () => {
      const text = this.readText(path);
      return text === null ? null : parseDocument(path, text);
    });
    // That it fits its type is not checked: this program wrote it, and git guards it. To check a snapshot by its schema
    // takes three times as long as to parse it, an index over ten times.
    return document as ArchiveDocument | null;
  }

  readIndex(block: number): readonly KnownRun[] | null {
    const path = indexPath(block);
    return this.indexes.getOr(path, () => {
      const index = this.readDocument(path);
      if (index === null) return null;
      if ('runs' in index) return sortRuns(index);
      throw damaged(path);
    });
  }

  list(folder: string): string[] {
    return listNames(join(this.folder, folder))
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  readonly readValue: ReadValue = (value) => {
    if (typeof value === 'string') return value;
    const path = valuePath(value.ref);
    const text = this.values.getOr(value.ref, () => {
      const stored = this.readText(path);
      // Git guards what this program committed, not what somebody else did.
      if (stored !== null && sha256(stored) !== value.ref) throw damaged(path);
      return stored;
    });
    if (text !== null) return text;
    throw new RunInfoError('archive', `${path} is missing from ${this.folder}: ${ADVICE}`);
  };
}

function parseDocument(path: string, text: string): object {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && 'format' in document) return document;
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path);
}

/** The error for a file that is not what its path says. */
export function damaged(path: string, cause?: unknown): RunInfoError {
  return new RunInfoError('archive', `${path} in the archive is damaged: ${ADVICE}`, { cause });
}

/** A cache of the items that were asked for last, of which the last one is always kept. */
class Recent<T> {
  private readonly items = new Map<string, T>();
  private readonly most: number;
  private readonly sizeOf: (item: T) => number;
  private size = 0;

  /**
   * @param most how large all items may be together
   * @param sizeOf how large one is. @default 1, so that they are counted
   */
  constructor(most: number, sizeOf: (item: T) => number = () => 1) {
    this.most = most;
    this.sizeOf = sizeOf;
  }

  /** The item of a key, which is made where it is not kept; null is not kept. */
  getOr(key: string, make: () => T | null): T | null {
    const item = this.items.get(key) ?? make();
    if (item !== null) this.set(key, item);
    return item;
  }

  set(key: string, item: T): void {
    this.delete(key);
    this.items.set(key, item);
    this.size += this.sizeOf(item);
    for (const oldest of this.items.keys()) {
      if (this.size <= this.most || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const item = this.items.get(key);
    if (item === undefined) return;
    this.items.delete(key);
    this.size -= this.sizeOf(item);
  }
}
