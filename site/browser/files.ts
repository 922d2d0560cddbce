import type { Check } from './checks.ts';
import { siteRoot } from './dom.ts';

/** The texts of files that were asked for; null: there is no such file. */
const texts = new Map<string, Promise<string | null>>();

/** Has every file asked for again: a page may stay open for a whole shift. */
export function forgetFiles(): void {
  texts.clear();
}

/**
 * The text of a file of the site.
 * @param path relative to the root, as links have it
 * @throws Error naming the file and why it cannot be read
 */
export async function readText(path: string): Promise<string> {
  return present(path, await fetchOnce(path));
}

/**
 * A JSON document of the site; null: there is no such file.
 * @param check whether it is what the caller relies on
 * @throws Error naming the file where it cannot be read, is no JSON, or has another form
 */
export async function readJson<T>(path: string, check: Check<T>): Promise<T | null> {
  const text = await fetchOnce(path);
  if (text === null) return null;
  const document = parse(path, text);
  if (!check(document)) throw unreadable(path, 'it does not have the form that this page expects');
  return document;
}

/** The same of a document that there has to be. */
export async function requireJson<T>(path: string, check: Check<T>): Promise<T> {
  return present(path, await readJson(path, check));
}

function present<T>(path: string, content: T | null): T {
  if (content === null) throw unreadable(path, 'there is no such file');
  return content;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(path, 'it is damaged');
  }
}

function fetchOnce(path: string): Promise<string | null> {
  const text = texts.get(path) ?? fetchText(path);
  texts.set(path, text);
  text.catch(() => texts.delete(path));
  return text;
}

async function fetchText(path: string): Promise<string | null> {
  const answer = await fetch(siteRoot() + path, { cache: 'no-cache' }).catch(() => null);
  if (answer === null) throw unreadable(path, 'no answer');
  if (answer.status === 404) return null;
  if (!answer.ok) throw unreadable(path, `the server answers ${answer.status}`);
  if (path.endsWith('.bin')) return unpack(path, answer);
  // `text()` would drop a byte order mark, which is part of a value.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer());
}

/** The text of a compressed file. Its ending is one that no server knows: else some would have it unpacked on the way. */
async function unpack(path: string, answer: Response): Promise<string> {
  const packed = await answer.blob();
  try {
    return await new Response(packed.stream().pipeThrough(new DecompressionStream('gzip'))).text();
  } catch {
    throw unreadable(path, 'it is damaged');
  }
}

function unreadable(path: string, why: string): Error {
  return new Error(`${path} cannot be read: ${why}`);
}
