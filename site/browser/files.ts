import { siteRoot } from './dom.ts';

/** A file of the site could not be read; the message names it. */
export class FileError extends Error {
  readonly path: string;

  constructor(path: string, why: string) {
    super(`${path} cannot be read: ${why}`);
    this.path = path;
  }
}

const texts = new Map<string, Promise<string>>();

/** Has every file asked for again: a page may stay open for a whole shift. */
export function forgetFiles(): void {
  texts.clear();
}

/**
 * The text of a file of the site, asked for once.
 * @param path relative to the root, as links have it
 * @throws FileError
 */
export function readText(path: string): Promise<string> {
  const known = texts.get(path) ?? fetchText(path);
  texts.set(path, known);
  known.catch(() => texts.delete(path));
  return known;
}

/**
 * A JSON document of the site; null: there is no such file.
 * @throws FileError where it cannot be read, or is no JSON
 */
export async function readJson<Document extends object>(path: string): Promise<Document | null> {
  const text = await readText(path).catch((error: unknown) => {
    if (error instanceof MissingFile) return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return JSON.parse(text) as Document;
  } catch {
    throw new FileError(path, 'it is damaged');
  }
}

/** There is no such file. */
class MissingFile extends FileError {
  constructor(path: string) {
    super(path, 'there is no such file');
  }
}

async function fetchText(path: string): Promise<string> {
  const answer = await fetch(siteRoot() + path, { cache: 'no-cache' }).catch(() => null);
  if (answer === null) throw new FileError(path, 'no answer');
  if (answer.status === 404) throw new MissingFile(path);
  if (!answer.ok) throw new FileError(path, `the server answers ${answer.status}`);
  return answer.text();
}
