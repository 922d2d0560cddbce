import { html } from './html.ts';
import type { Html } from './html.ts';

/** A run and the way to its page. */
export interface RunLink {
  readonly run: number;
  /** Relative to the root of the site. */
  readonly link: string;
}

/** Words of a sentence, and runs that they name. */
export type Words = readonly (string | RunLink)[];

/** The page of a run, relative to the root of the site. */
export function runLink(run: number): string {
  return `runs/${run}/`;
}

/** Where the text of a long value stands, relative to the root of the site. */
export function valueLink(ref: string): string {
  return `api/values/${ref.slice(0, 2)}/${ref}.txt`;
}

export function toRunLink(run: number): RunLink {
  return { run, link: runLink(run) };
}

export function drawRun({ run, link }: RunLink, root: string): Html {
  return html`<a class="run" href="${root}${link}">${run}</a>`;
}

/** A sentence that names runs. */
export function drawWords(words: Words, root: string): Html {
  return html`${words.map((word) => (typeof word === 'string' ? word : drawRun(word, root)))}`;
}
