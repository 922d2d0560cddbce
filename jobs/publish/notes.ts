import { closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type MarkdownIt from 'markdown-it';
import { sha256 } from '../../archive/documents/canonical.ts';
import { encodeName } from '../../archive/documents/layout.ts';
import { isMissing } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import { encodePath } from '../../templates/components/links.ts';
import type { SiteContext } from './pages/site-context.ts';

/** Notes longer than this are cut: a page stays light. */
const LONGEST = 20_000;
/** So many bytes of a file hold more characters than are shown, whatever they are. */
const MOST_BYTES = 3 * LONGEST + 3;

/** The digests of all notes, by their path in the folder: what tells which pages are stale. */
export type NoteDigests = Readonly<Record<string, string>>;

/** The note of a run: `362695.md`. */
export function runNotePath(run: number): string {
  return `${run}.md`;
}

/** The note of a parameter: `HCAL_HF/HCAL_LPMCONTROL.md`, names encoded as in the archive. */
export function parameterNotePath(partition: string, parameter: string): string {
  return `${encodeName(partition)}/${encodeName(parameter)}.md`;
}

/**
 * The digest of every note in a folder, as far as a note is shown. Files that are no note of ours are passed over.
 * @param folder null: there are none
 * @throws RunInfoError `disk` where the folder is not there or cannot be read
 */
export function digestNotes(folder: string | null): NoteDigests {
  if (folder === null) return {};
  try {
    const top = readdirSync(folder, { withFileTypes: true });
    const inner = top
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .flatMap(({ name }) => readdirSync(join(folder, name), { withFileTypes: true }));
    const notes = [...top, ...inner]
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
      .sort();
    return Object.fromEntries(notes.map((path) => [path, sha256(readNote(folder, path)).slice(0, 16)]));
  } catch (cause) {
    const advice = 'check the folder in the settings (notes), or leave the setting out';
    throw new RunInfoError('disk', `cannot read the notes in ${folder}: ${advice}`, { cause });
  }
}

/** The notes that came, went or moved between two looks, as paths. */
export function changedNotes(before: NoteDigests, now: NoteDigests): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...paths].filter((path) => before[path] !== now[path]).sort();
}

/** What people wrote about a run or a parameter. */
export interface NoteView {
  /** Made from Markdown, without any markup of its author's; null: nothing is written. */
  readonly html: string | null;
  /** Where it is written; null: nowhere. */
  readonly link: string | null;
}

/** The note at a path of the notes' folder. */
export function toNoteView({ notes, settings }: SiteContext, path: string): NoteView {
  return { html: notes(path), link: settings.notesLink?.replaceAll('{path}', encodePath(path)) ?? null };
}

/** Makes HTML of a note by its path; null: there is no such note. */
export type NoteHtml = (path: string) => string | null;

/**
 * Opens the notes that people keep on runs and parameters, in a folder of their own, perhaps a clone
 * that somebody pulls. Only read. Their HTML holds no markup but what Markdown makes.
 * @param folder null: there are none; then the Markdown library is not loaded either
 */
export async function openNotes(folder: string | null): Promise<NoteHtml> {
  if (folder === null) return () => null;
  const markdown = await loadMarkdown();
  return (path) => {
    const text = readNote(folder, path).trim();
    if (text === '') return null;
    const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n\n*The rest is left out here.*` : text;
    return markdown.render(cut.toWellFormed());
  };
}

/** The beginning of a note, all that is shown and more; empty: there is none. */
function readNote(folder: string, path: string): string {
  if (!isPlainFile(folder, path)) return '';
  const handle = openSync(join(folder, path), 'r');
  try {
    const bytes = Buffer.allocUnsafe(MOST_BYTES);
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, MOST_BYTES, 0));
  } finally {
    closeSync(handle);
  }
}

/**
 * Whether a note is a file of its own in the folder. Who writes into a repository that is pulled must neither show other
 * files of this machine on the site, by a symbolic link, nor let a tick wait, by a pipe.
 */
function isPlainFile(folder: string, path: string): boolean {
  try {
    const isInside = dirname(path) === '.' || lstatSync(join(folder, dirname(path))).isDirectory();
    return isInside && lstatSync(join(folder, path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Markdown without HTML and images of its author's; a heading is never above the page's own. */
async function loadMarkdown(): Promise<MarkdownIt> {
  const { default: Markdown } = await import('markdown-it');
  const markdown = new Markdown({ html: false, linkify: true }).disable('image');
  markdown.core.ruler.push('demote', ({ tokens }) => {
    for (const token of tokens) {
      if (/^h[1-6]$/.test(token.tag)) token.tag = `h${Math.min(6, Number(token.tag[1]) + 2)}`;
    }
  });
  return markdown;
}
