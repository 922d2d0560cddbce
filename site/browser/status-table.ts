import { make, siteRoot } from './dom.ts';

/** The collector's own word, `status.json`, as it was read: nothing is taken for granted. */
export type Status = Readonly<Record<string, unknown>>;

/** What people call its members, the most telling first; what is not named here follows under its own name. */
const WORDS: Readonly<Record<string, string>> = {
  ok: 'all well',
  message: 'what it says',
  finished: 'last tick ended',
  newestRun: 'newest run',
  failures: 'failed ticks in a row',
  open: 'open: looked at again',
  gaps: 'gaps: could not be read',
};

/** A moment as the archive writes it. */
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d+Z$/;

/** Draws the status as a table of members. */
export function drawStatus(place: HTMLElement, status: Status): void {
  const keys = new Set([...Object.keys(WORDS).filter((key) => key in status), ...Object.keys(status)]);
  const rows = [...keys].map((key) =>
    make('tr', { 'data-key': key }, make('th', { scope: 'row' }, WORDS[key] ?? key), describe(key, status[key])),
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
function describe(key: string, value: unknown): HTMLTableCellElement {
  if (key === 'newestRun' && typeof value === 'number')
    return make('td', {}, make('a', { class: 'run', href: `${siteRoot()}runs/${value}/` }, `${value}`));
  if (!Array.isArray(value)) return make('td', {}, wordsOf(value).replace(MOMENT, '$1 $2 UTC'));
  const lines = value.map((item: unknown) => make('div', {}, describeItem(item)));
  return lines.length === 0 ? make('td', {}, 'none') : make('td', {}, ...lines);
}

function describeItem(item: unknown): string {
  if (typeof item === 'object' && item !== null && 'run' in item && 'why' in item) {
    return `${wordsOf(item.run)}: ${wordsOf(item.why)}`;
  }
  return wordsOf(item);
}
