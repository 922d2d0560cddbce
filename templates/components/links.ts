import { html, type Html } from './html.ts';

/** Words of a sentence, and the runs that they name, by number. */
export type Words = readonly (string | number)[];

/** The page of a run, relative to the root of the site. */
export function runLink(run: number): string {
  return `runs/${run}/`;
}

/** The comparison of two runs, or of one with the newest, relative to the root of the site. */
export function compareLink(from: number, to?: number): string {
  return `compare/?from=${from}${to === undefined ? '' : `&to=${to}`}`;
}

/** A path of the site as an address has it: its names may hold `%` themselves. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Where the text of a long value stands, relative to the root of the site. */
export function valueLink(ref: string): string {
  return `api/values/${ref.slice(0, 2)}/${ref}.txt`;
}

/** The number of a run, which leads to its page. */
export function drawRun(run: number, root: string): Html {
  return html`<a class="run" href="${root}${runLink(run)}">${run}</a>`;
}

/** A sentence that names runs. */
export function drawWords(words: Words, root: string): Html {
  return html`${words.map((word) => (typeof word === 'string' ? word : drawRun(word, root)))}`;
}
