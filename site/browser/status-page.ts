import { writeTime } from '../../model/time.ts';
import { drawRun } from '../../templates/components/links.ts';
import { isObject } from './checks.ts';
import { make, siteRoot, type Child } from './dom.ts';
import { forgetFiles } from './files.ts';
import { findKnown } from './search/runs.ts';
import { wordsOf, type Status, type Word } from './status.ts';

/** How much a member needs somebody: `good`, `note` (it goes on by itself), `bad`. */
type State = 'good' | 'note' | 'bad';

/** A member of the status: what people call it, what it means where it is not empty, and what one does then. */
interface Member {
  readonly label: string;
  readonly state: State;
  readonly step: string;
}

/** The most telling first; what is not named here follows under its own name. */
const MEMBERS: Readonly<Record<string, Member>> = {
  ok: { label: 'all well', state: 'bad', step: 'runinfo doctor on the machine that collects says what to do' },
  message: { label: 'what it says', state: 'good', step: '' },
  finished: { label: 'last tick ended', state: 'good', step: '' },
  newestRun: { label: 'newest run', state: 'good', step: '' },
  failures: { label: 'failed ticks in a row', state: 'bad', step: 'runinfo tick, by hand, prints what fails' },
  open: { label: 'open: looked at again', state: 'note', step: 'nothing to do: each tick looks at them' },
  gaps: {
    label: 'gaps: could not be read',
    state: 'bad',
    step: 'each tick tries them again; runinfo probe RUN says what is wrong with one',
  },
  quarantined: {
    label: 'in quarantine: numbers that may be mistakes',
    state: 'bad',
    step: 'a later run confirms them, or runinfo snapshot --accept RUN',
  },
  notCompared: {
    label: 'not compared, or not all of it',
    state: 'note',
    step: 'where it is held back: the next run that agrees releases it, or runinfo snapshot --accept RUN',
  },
  waiting: {
    label: 'messages that wait, or were refused',
    state: 'bad',
    step: 'runinfo doctor names the webhook; then runinfo notify --resend rejected',
  },
  ticks: { label: 'last ticks', state: 'good', step: '' },
  collector: { label: 'machine that collects', state: 'good', step: '' },
  publisher: { label: 'machine that publishes', state: 'good', step: '' },
};

/** What the machines say each for itself. */
const MACHINES: readonly string[] = ['collector', 'publisher'];

/** What a member is drawn with: the time zone of the site, and those of the runs named that have a page. */
interface Site {
  readonly zone: string;
  readonly known: ReadonlySet<number>;
}

/**
 * Draws the status: what is said of it, and a table of its members with what one does where something is wrong. As text
 * nodes, since its texts are shown as they are, down to the last NUL. A run is a link if the site has its page: one that
 * waits to be read or is in quarantine (rules 2 and 3) has none.
 * @param status null: it could not be read
 */
export async function drawStatus(page: HTMLElement, { state, text }: Word, status: Status | null): Promise<void> {
  // The page may stay open for a whole shift.
  forgetFiles();
  // Where nobody can tell, the status is still to be read.
  const known = await findKnown(runsOf(status ?? {})).catch(() => new Set<number>());
  const site = { zone: page.dataset['zone'] ?? 'UTC', known };
  const said = make('p', { class: 'said', 'data-state': state }, text);
  // One machine that does both has said it once.
  const isOneMachine = JSON.stringify(status?.['collector']) === JSON.stringify(status?.['publisher']);
  const keys = Object.keys(status ?? {}).filter((key) => !(isOneMachine && MACHINES.includes(key)));
  const rows = [...new Set([...Object.keys(MEMBERS).filter((key) => keys.includes(key)), ...keys])].map((key) =>
    drawRow(key, status?.[key], site),
  );
  page.replaceChildren(said, ...(rows.length === 0 ? [] : [drawTable(rows)]));
}

/** The runs that a status names. */
function runsOf(status: Status): number[] {
  const named = Object.values(status)
    .filter((value) => Array.isArray(value))
    .flatMap((items: readonly unknown[]) => items.map((item) => (isObject(item) ? item['run'] : null)));
  return [status['newestRun'], ...named].filter((run) => typeof run === 'number');
}

function drawTable(rows: readonly HTMLElement[]): HTMLElement {
  return make('table', { class: 'facts status' }, make('tbody', {}, ...rows));
}

function drawRow(key: string, value: unknown, site: Site): HTMLElement {
  const member = MEMBERS[key];
  const needed = member !== undefined && member.step !== '' && isNeeded(value) ? member : null;
  return make(
    'tr',
    { 'data-key': key, 'data-state': needed?.state ?? null },
    make('th', { scope: 'row' }, member?.label ?? key),
    make('td', {}, ...drawMember(key, value, site)),
    make('td', { class: 'step' }, needed?.step ?? null),
  );
}

/** Whether a member says that something is not as it should be. */
function isNeeded(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value === false || (typeof value === 'number' && value > 0);
}

/** Lists hold runs with what is known of them, ticks, or what waits on a channel. */
function drawMember(key: string, value: unknown, site: Site): Child[] {
  const { zone } = site;
  if (key === 'newestRun' && typeof value === 'number') return [drawKnown(value, site)];
  if (key === 'finished' && typeof value === 'string') return [writeTime(value, zone)];
  if (isObject(value) && typeof value['finished'] === 'string') return [describeTick(value, zone)];
  if (!Array.isArray(value) || value.length === 0) return [wordsOf(value)];
  return value.map((item: unknown) => make('div', {}, ...drawItem(item, site)));
}

function drawItem(item: unknown, site: Site): Child[] {
  const { zone } = site;
  if (!isObject(item)) return [wordsOf(item)];
  const { run, why, finished, channel, since, rejected } = item;
  if (typeof run === 'number' && 'why' in item) return [drawKnown(run, site), `: ${wordsOf(why)}`];
  if (typeof finished === 'string') return [describeTick(item, zone)];
  if (typeof channel !== 'string') return [wordsOf(item)];
  const waits = typeof since === 'string' ? `: none gets through since ${writeTime(since, zone)}` : '';
  const runs = Array.isArray(rejected) && rejected.length > 0 ? `: refused of runs ${rejected.join(', ')}` : '';
  return [`${channel}${waits}${runs}`];
}

function drawKnown(run: number, { known }: Site): Child {
  return known.has(run) ? drawRun(run, siteRoot()) : `${run}`;
}

function describeTick({ finished, message }: Status, zone: string): string {
  return `${writeTime(String(finished), zone)}: ${wordsOf(message)}`;
}
