import { join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import type { ReadValue } from '../../model/reading.ts';
import { listNames, readBytes, readTextFile } from '../store/files.ts';
import { valuePath } from './layout.ts';

/** How many parsed files are kept in memory, and how many long values: those that were asked for last. */
const KEPT = { documents: 128, texts: 64 } as const;

/** Reads the archive's files. Paths are relative to its folder, as in `layout.ts`. */
export interface ArchiveReader {
  readonly folder: string;
  /** The text of a file; null: no such file. */
  readText(path: string): string | null;
  /** The bytes of a file; null: no such file. */
  readBytes(path: string): Uint8Array | null;
  /** A JSON document; null: no such file. Shared with other callers: never to be altered. Throws `archive` naming a damaged file. */
  readDocument(path: string): object | null;
  /** The names in a folder, sorted, hidden ones left out; empty where there is none. */
  list(folder: string): string[];
  /** The whole text of a value. Throws `archive` where the file it names is missing. */
  readonly readValue: ReadValue;
}

/** The archive as it stands on disk. */
export class ArchiveFolder implements ArchiveReader {
  readonly folder: string;
  private readonly documents = new Map<string, object>();
  private readonly texts = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  readText(path: string): string | null {
    return readTextFile(join(this.folder, path));
  }

  readBytes(path: string): Uint8Array | null {
    return readBytes(join(this.folder, path));
  }

  readDocument(path: string): object | null {
    const known = this.documents.get(path);
    const text = known === undefined ? this.readText(path) : null;
    const document = known ?? (text === null ? null : parseDocument(path, text));
    if (document !== null) keep(this.documents, path, document, KEPT.documents);
    return document;
  }

  list(folder: string): string[] {
    return listNames(join(this.folder, folder))
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  readonly readValue: ReadValue = (value) => {
    if (typeof value === 'string') return value;
    const path = valuePath(value.ref);
    const text = this.texts.get(value.ref) ?? this.readText(path);
    if (text === null) {
      throw new RunInfoError('archive', `${path} is missing from ${this.folder}: restore it with git checkout`);
    }
    keep(this.texts, value.ref, text, KEPT.texts);
    return text;
  };

  /** Keeps a document that was just written, to spare parsing it. */
  protected remember(path: string, document: object): void {
    keep(this.documents, path, document, KEPT.documents);
  }

  /** Forgets a parsed file, since it was written anew. */
  protected forget(path: string): void {
    this.documents.delete(path);
  }
}

function parseDocument(path: string, text: string): object {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && 'format' in document) return document;
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path, undefined);
}

function damaged(path: string, cause: unknown): RunInfoError {
  return new RunInfoError('archive', `${path} in the archive is damaged: restore it with git checkout -- ${path}`, {
    cause,
  });
}

/** Keeps an item as the newest one, and lets the one go that was asked for longest ago. */
function keep<T>(cache: Map<string, T>, key: string, item: T, most: number): void {
  cache.delete(key);
  cache.set(key, item);
  const oldest = cache.keys().next().value;
  if (cache.size > most && oldest !== undefined) cache.delete(oldest);
}
