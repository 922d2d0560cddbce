import { make } from './dom.ts';

/** The collector's own word, `status.json`, as it was read: nothing is taken for granted. */
export type Status = Readonly<Record<string, unknown>>;

/** What people call its members; what is not named here shows under its own name. */
const WORDS: Readonly<Record<string, string>> = {
  ok: 'all well',
  message: 'what it says',
  finished: 'last tick ended',
  failures: 'failed ticks in a row',
  newestRun: 'newest run',
  open: 'open: looked at again',
  gaps: 'gaps: could not be read',
};

/** Draws the status as a table of members. */
export function drawStatus(place: HTMLElement, status: Status): void {
  const rows = Object.entries(status).map(([key, value]) =>
    make('tr', { 'data-key': key }, make('th', { scope: 'row' }, WORDS[key] ?? key), describe(value)),
  );
  place.replaceChildren(make('table', { class: 'facts' }, make('tbody', {}, ...rows)));
}

/** A member in words, whatever it is. */
export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null || value === undefined ? 'none' : JSON.stringify(value);
}

/** Lists hold runs with what is known of them. */
function describe(value: unknown): HTMLTableCellElement {
  if (!Array.isArray(value)) return make('td', {}, wordsOf(value));
  const lines = value.map((item: unknown) => make('div', {}, describeItem(item)));
  return lines.length === 0 ? make('td', {}, 'none') : make('td', {}, ...lines);
}

function describeItem(item: unknown): string {
  if (typeof item === 'object' && item !== null && 'run' in item && 'why' in item) {
    return `${wordsOf(item.run)}: ${wordsOf(item.why)}`;
  }
  return wordsOf(item);
}
