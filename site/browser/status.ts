import { writeTime } from '../../model/time.ts';
import { drawRun } from '../../templates/components/links.ts';
import { isObject } from './checks.ts';
import { make, siteRoot } from './dom.ts';
import type { Child } from './dom.ts';

/** The collector's own word, `status.json`, as it was read: nothing is taken for granted. */
type Status = Readonly<Record<string, unknown>>;

/** What people call its members, the most telling first; what is not named here follows under its own name. */
const LABELS: Readonly<Record<string, string>> = {
  ok: 'all well',
  message: 'what it says',
  finished: 'last tick ended',
  newestRun: 'newest run',
  failures: 'failed ticks in a row',
  open: 'open: looked at again',
  gaps: 'gaps: could not be read',
  quarantined: 'in quarantine: numbers that may be mistakes',
  notCompared: 'not compared, or not all of it',
  collector: 'collector: reads the source',
  publisher: 'publisher: makes this site',
};

/** What is said of the collector: whether all is well, and in which words. */
interface Word {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly text: string;
}

const MINUTE = 60_000;

/**
 * Fills what only a browser can know: how old the collector's last word (status.json) is. Asked again every minute; a
 * sign-in that expired or a missing file is said, never taken for fresh.
 * @param line the line to fill: `data-status` the address of status.json, `data-stale` after how many seconds it is too old
 * @param onWord told each time whether all is well: only then may a page call something unchanged
 */
export function watchFreshness(line: HTMLElement, onWord: (isWell: boolean) => void): void {
  const table = document.getElementById('status');
  const look = async () => {
    try {
      const status = await fetchStatus(line.dataset['status'] ?? 'status.json');
      const word = judge(status, Number(line.dataset['stale'] ?? 1800));
      say(line, word);
      onWord(word.state === 'good');
      table?.replaceChildren(drawStatus(status, table.dataset['zone'] ?? 'UTC'));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `Not known whether the collector is alive: ${why}.`;
      say(line, { state: 'unknown', text });
      onWord(false);
      table?.replaceChildren(make('p', { class: 'empty' }, text));
    }
  };
  void look();
  setInterval(() => void look(), MINUTE);
}

/** What a status says at this moment. */
function judge(status: Status, staleAfter: number): Word {
  const minutes = (Date.now() - Date.parse(String(status['finished']))) / MINUTE;
  if (Number.isNaN(minutes)) return { state: 'bad', text: 'The collector left no readable word of its last tick.' };
  if (minutes < -5)
    return { state: 'bad', text: `Clocks differ: the last tick is ${age(-minutes)} ahead of this one.` };
  const when = `last tick ${age(Math.max(0, minutes))} ago`;
  if (minutes * 60 > staleAfter) return { state: 'bad', text: `Not collecting: ${when}. Newer runs may be missing.` };
  if (status['ok'] === true) return { state: 'good', text: `Collecting: ${when}.` };
  return { state: 'bad', text: `Collector in trouble, ${when}: ${wordsOf(status['message'])}` };
}

async function fetchStatus(address: string): Promise<Status> {
  const answer = await fetch(address, { cache: 'no-store' }).catch(() => null);
  if (answer === null) throw new Error('status.json cannot be read (no answer)');
  // A sign-in page in its place: redirected elsewhere, or no JSON.
  if (answer.redirected && new URL(answer.url).origin !== location.origin)
    throw new Error('the sign-in has expired: reload');
  if (!answer.ok) throw new Error(`status.json cannot be read (the server answers ${answer.status})`);
  const status: unknown = await answer.json().catch(() => null);
  if (!isObject(status)) throw new Error('status.json cannot be read (it is no JSON)');
  return status;
}

function age(minutes: number): string {
  if (minutes < 2) return 'a minute';
  if (minutes < 120) return `${Math.round(minutes)} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}

/** The line has room for two lines of text on every page; whatever is longer can be read on the page it leads to. */
function say(line: HTMLElement, { state, text }: Word): void {
  if (line.textContent === text) return;
  line.dataset['state'] = state;
  line.replaceChildren(make('a', { href: `${siteRoot()}status/` }, text));
}

/** Draws the status as a table of members; as text nodes, since its texts are shown as they are, down to the last NUL. */
function drawStatus(status: Status, zone: string): HTMLElement {
  const keys = new Set([...Object.keys(LABELS).filter((key) => key in status), ...Object.keys(status)]);
  const rows = [...keys].map((key) => {
    const cells = [
      make('th', { scope: 'row' }, LABELS[key] ?? key),
      make('td', {}, ...drawMember(key, status[key], zone)),
    ];
    return make('tr', { 'data-key': key }, ...cells);
  });
  return make('table', { class: 'facts' }, make('tbody', {}, ...rows));
}

/** Lists hold runs with what is known of them. */
function drawMember(key: string, value: unknown, zone: string): Child[] {
  if (key === 'newestRun' && typeof value === 'number') return [drawRun(value, siteRoot())];
  if (key === 'finished' && typeof value === 'string') return [writeTime(value, zone)];
  if (isObject(value) && typeof value['finished'] === 'string')
    return [`${writeTime(value['finished'], zone)}: ${wordsOf(value['message'])}`];
  if (!Array.isArray(value) || value.length === 0) return [wordsOf(value)];
  return value.map((item: unknown) => make('div', {}, wordsOf(item)));
}

/** A member in words, whatever it is. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  if (isObject(value) && 'run' in value && 'why' in value) return `${wordsOf(value['run'])}: ${wordsOf(value['why'])}`;
  return JSON.stringify(value);
}
