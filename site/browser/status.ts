import { isObject } from './checks.ts';
import { make, siteRoot } from './dom.ts';

/** The collector's own word, `status.json`, as it was read: nothing is taken for granted. */
export type Status = Readonly<Record<string, unknown>>;

/** What is said of the collector: whether all is well, and in which words. */
export interface Word {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly text: string;
}

/** Told what is said of the collector: only where all is well may a page call something unchanged. */
export type OnWord = (word: Word, status: Status | null) => void | Promise<void>;

const MINUTE = 60_000;

/**
 * Fills what only a browser can know: how old the collector's last word (status.json) is. Asked again every minute; a
 * sign-in that expired or a missing file is said, never taken for fresh.
 * @param line the line to fill: `data-status` the address of status.json, `data-stale` after how many seconds it is too old
 * @param onWord told each time what is said, and what was read, null where nothing could be
 * @returns once that was said for the first time
 */
export async function watchFreshness(line: HTMLElement, onWord: OnWord): Promise<void> {
  const look = async () => {
    const [word, status] = await ask(line.dataset);
    say(line, word);
    await onWord(word, status);
  };
  setInterval(() => void look(), MINUTE);
  await look();
}

async function ask({ status: address = 'status.json', stale = '1800' }: DOMStringMap): Promise<[Word, Status | null]> {
  try {
    const status = await fetchStatus(address);
    return [judge(status, Number(stale)), status];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ state: 'unknown', text: `Not known whether the collector is alive: ${why}.` }, null];
  }
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
  // It counts minutes: only what is news is read out.
  line.ariaLive = line.dataset['state'] === state ? 'off' : 'polite';
  line.dataset['state'] = state;
  line.replaceChildren(make('a', { href: `${siteRoot()}status/` }, text));
}

/** A member in words, whatever it is. */
export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  return JSON.stringify(value);
}
