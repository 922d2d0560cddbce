import type { Facts } from './facts.ts';

/** What people wrote about a run or a parameter. */
export interface NoteView {
  /** Made from Markdown, without any markup of its author's; null: nothing is written. */
  readonly html: string | null;
  /** Where it is written; null: nowhere. */
  readonly link: string | null;
}

/** The note at a path of the notes' folder. */
export function toNoteView(facts: Facts, path: string): NoteView {
  const link =
    facts.settings.notesLink?.replaceAll('{path}', path.split('/').map(encodeURIComponent).join('/')) ?? null;
  return { html: facts.notes(path), link };
}
