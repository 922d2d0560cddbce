import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextFile } from '../archive/store/files.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { toPlain } from '../jobs/notify/channels/terminal.ts';
import { parameterFile } from '../jobs/publish/addresses.ts';
import { changesScope, toFeedEntry } from '../jobs/publish/pages/feed.ts';
import { HOME } from '../jobs/publish/pages/home.ts';
import { toPageView } from '../jobs/publish/pages/page.ts';
import { SiteContext } from '../jobs/publish/pages/site-context.ts';
import { RunInfoError } from '../model/errors.ts';
import type { RunSource } from '../jobs/snapshot/sources/types.ts';
import type { StatusAnswer } from '../jobs/status.ts';
import type { ReportAnswer } from '../queries/report.ts';
import type { RunAnswer } from '../queries/schema.ts';
import { collectFrom, NOON, type Place } from './original/place.ts';
import { RunInfoFile, TAG, type RunStory } from './original/run-info.ts';
import { SITE } from './support/site-archive.ts';
import { RULES } from './support/tiny-archive.ts';
import { workplaceIn } from './support/workplace.ts';

const VALUES = { HBHE: { [TAG]: 'b' }, HF: { [TAG]: 'f' }, HO: { [TAG]: 'o' } } as const;
const FEW = { HBHE: { FM_URL: 'b' }, HF: { FM_URL: 'f' }, HO: { FM_URI: 'o' } } as const;
const BROKEN = new Uint8Array([0x76, 0xff, 0xfe]);
/** The number of the first run. */
const FIRST = 100;

/** What is said of one kind of run, in which `none`, `part` or `all` of it was compared. */
interface Kind {
  readonly story: RunStory;
  readonly compared: 'all' | 'part' | 'none';
  readonly headline: string;
  /** Why it is not archived, as `runs` and the index call it. @default it is */
  readonly kind?: string;
  /** The first line of its message, after the number. @default none is sent */
  readonly message?: string;
  /** What `status` says of it. @default nothing */
  readonly status?: string;
}

const quiet = { values: VALUES, silent: ['Laser'] } as const satisfies RunStory;
const few = { silent: ['HBHE', 'HF', 'HO', 'Laser'], emptyFms: '[]', values: FEW } as const satisfies RunStory;
const heldAll = 'held back, not compared: too few readings in HBHE, HF, HO';
const heldHo = 'no changes in HBHE, HF; not compared: HO held back: too few readings';
const unknown = 'not compared: HBHE, HF, HO, Laser inclusion unknown';

/** Every kind of run, in an order in which none confirms a held one. */
const KINDS: Readonly<Record<string, Kind>> = {
  'the first run': { story: quiet, compared: 'none', headline: 'first run: nothing to compare with' },
  'one where nothing differs': { story: quiet, compared: 'all', headline: 'no changes' },
  'one with an unreadable reading': {
    story: { ...quiet, values: { ...VALUES, HF: { [TAG]: BROKEN } } },
    compared: 'part',
    headline: `no changes in HBHE, HO; not compared: HF ${TAG} unreadable`,
    status: 'HF readings unreadable',
  },
  'one with changes and an unreadable reading': {
    story: { ...quiet, values: { ...VALUES, HBHE: { [TAG]: 'b2' }, HF: { [TAG]: BROKEN } } },
    compared: 'part',
    headline: `1 change (HBHE 1); not compared: HF ${TAG} unreadable`,
    message: '1 parameter changed (HBHE 1)',
    status: 'HF readings unreadable',
  },
  'one in which a partition is held back': {
    story: { ...quiet, values: { ...VALUES, HBHE: { [TAG]: 'b2' }, HO: { FM_URL: 'o' } }, silent: ['HO', 'Laser'] },
    compared: 'part',
    headline: heldHo,
    message: heldHo,
    status: 'HO held back: too few readings',
  },
  'one in which all is held back': {
    story: few,
    compared: 'none',
    headline: heldAll,
    message: heldAll,
    status: 'HBHE, HF, HO held back: too few readings',
  },
  'one whose inclusion is unknown': {
    story: { ...quiet, emptyFms: [] },
    compared: 'none',
    headline: unknown,
    message: unknown,
    status: 'HBHE, HF, HO, Laser inclusion unknown',
  },
  'one in which a partition is out': {
    story: { ...quiet, masked: ['HO'], values: { HBHE: VALUES.HBHE, HF: VALUES.HF } },
    compared: 'all',
    headline: '1 change (HBHE 1)',
    message: '1 parameter changed (HBHE 1)',
  },
  'one in which all are out': {
    story: { emptyFms: '[HCAL_HBHE, HCAL_HF, HCAL_HO, HCAL_Laser]', silent: ['HBHE', 'HF', 'HO', 'Laser'] },
    compared: 'none',
    headline: 'not compared: HBHE, HF, HO, Laser out',
  },
  'one in which a partition is not there': {
    story: { ...quiet, silent: ['HO', 'Laser'], values: { HBHE: VALUES.HBHE, HF: VALUES.HF } },
    compared: 'all',
    headline: 'no changes',
  },
  'a gap': {
    story: quiet,
    compared: 'none',
    headline: 'gap: could not be read',
    kind: 'gap',
    message: 'gap: could not be read',
    status: 'run 110 could not be read: ORA-03113',
  },
  'one with HCAL out': { story: { ...quiet, hcal: 'Out' }, compared: 'none', headline: 'HCAL out', kind: 'hcal-out' },
  'one that never ran': {
    story: { ...quiet, states: ['Configuring'] },
    compared: 'none',
    headline: 'never ran',
    kind: 'never-ran',
    // It is the newest one when it is asked about, and closed by the next.
    status: 'not Running yet',
  },
  'the first run of a partition': {
    story: { values: { ...VALUES, Laser: { [TAG]: 'l' } } },
    compared: 'part',
    headline: 'no changes in HBHE, HF, HO; not compared: Laser first run: nothing to compare with',
  },
  'an open one': {
    story: { ...quiet, states: ['Configuring'], start: NOON - 60_000, stop: null },
    compared: 'none',
    headline: 'open',
    kind: 'open',
    status: 'not Running yet',
  },
};

/** Whatever says that nothing changed, or is as it was. */
const UNCHANGED = /no (?:other )?changes|unchanged|the same|same as|nothing changed|No differences/i;

/** What every surface says of a run, by the name of the surface. */
interface Said {
  readonly run: number;
  readonly surfaces: Readonly<Record<string, string>>;
  readonly message: string | undefined;
  readonly status: string | undefined;
  /** Since when the home page may not say that nothing changed. */
  readonly uncompared: string | null;
}

const folder = mkdtempSync(join(tmpdir(), 'runinfo-not-compared-'));
const file = new RunInfoFile(folder);
const clock = { now: NOON };
const place: Place = { ...workplaceIn(folder, file.path, () => clock.now), file, clock };
const said = new Map<string, Said>();

/** The text between two marks of a page, without its tags; empty where there is no such page. */
function cut(path: string, from: string, to: string): string {
  const html = readTextFile(join(place.site, path)) ?? '';
  const start = html.indexOf(from);
  return start < 0 ? '' : html.slice(start, html.indexOf(to, start)).replaceAll(/<[^>]*>/g, ' ');
}

/** A row of a list of runs. */
function rowOf(path: string, run: number): string {
  const html = readTextFile(join(place.site, path)) ?? '';
  const row =
    html
      .split('<tr')
      .slice(1)
      .find((candidate) => candidate.includes(`/runs/${run}/`)) ?? '';
  return row.slice(0, row.indexOf('</tr>')).replaceAll(/<[^>]*>/g, ' ');
}

/** The lines that name a run. */
function linesOf(text: string, run: number): string {
  const lines = text.split('\n').filter((line) => new RegExp(`\\b${run}\\b`).test(line));
  return lines.join('\n');
}

const runOf = (name: string) => FIRST + Object.keys(KINDS).indexOf(name);

const failing = (source: RunSource): RunSource => ({
  ...source,
  readRun: async (run) => {
    if (run === runOf('a gap')) throw new RunInfoError('run-unreadable', `run ${run} could not be read: ORA-03113`);
    return source.readRun(run);
  },
});

/** Adds a run, takes it, and asks what can only be asked while it is the newest. */
async function tell(run: number, story: RunStory): Promise<Said> {
  file.add(run, story);
  const { messages } = await collectFrom(place, failing);
  const ofRun = messages.filter(({ runs }) => runs.includes(run)).map(({ body }) => toPlain(body));
  const status = (await place.ask(['status'])) as StatusAnswer;
  const why = [...status.open, ...status.gaps, ...status.notCompared].find((listed) => listed.run === run)?.why;
  const context = new SiteContext(new ArchiveFolder(place.archive), RULES, SITE);
  const report = context.report(run);
  const home = toPageView(context, HOME, null) as unknown as Record<
    'partitions',
    { words: string; sinceWords: string }[]
  >;
  const now = home.partitions.map(({ words, sinceWords }) => `${words}, ${sinceWords}`);
  const { newest } = home as unknown as { newest: { run: number; headline: string } | null };
  const feed = report === null ? null : toFeedEntry(context, report, changesScope(null));
  expect(ofRun.length).toBeLessThan(2);
  return {
    run,
    message: ofRun[0]?.split('\n')[0]?.replace(`Run ${run}: `, ''),
    status: why,
    uncompared: (home as unknown as { uncompared: string | null }).uncompared,
    surfaces: {
      home: newest?.run === run ? `${newest.headline}\n${now.join('\n')}` : '',
      ...(feed === null ? {} : { feed: `${feed.title}\n${feed.content}` }),
      ...(ofRun[0] === undefined ? {} : { message: ofRun[0] }),
    },
  };
}

/** What every other surface says of a run once all are taken. */
async function look(run: number): Promise<Record<string, string>> {
  const ask = async (...words: string[]) => (await place.run(words)).out;
  const runs = ((await place.ask(['runs'])) as RunAnswer[]).find((answer) => answer.run === run);
  const report = (await place.ask(['report', '--since', '2000-01-01'])) as ReportAnswer;
  const log = await place.git('log', '--format=%x01%B');
  const commit = log.split('\u0001').find((body) => body.startsWith(`Run ${run}: `)) ?? '';
  return {
    subject: commit.split('\n')[0] ?? '',
    body: commit.split('\n').slice(1).join('\n'),
    page: cut(`runs/${run}/index.html`, '<main', '</main>'),
    preview: cut(`runs/${run}/index.html`, 'property="og:description" content="', '">'),
    list: rowOf('runs/index.html', run),
    block: rowOf('runs/thousand/0/index.html', run),
    runs: linesOf(await ask('runs', '--last', '100'), run),
    'runs --json': runs?.headline ?? '',
    report: linesOf(await ask('report', '--since', '2000-01-01'), run),
    'report --json': report.runs.find((answer) => answer.run === run)?.headline ?? '',
    changes: await ask('changes', String(run)),
    'changes --json': await ask('changes', String(run), '--json'),
  };
}

const kinds = Object.entries(KINDS).map(([name, kind], index) => ({ name, run: FIRST + index, ...kind }));

beforeAll(async () => {
  for (const { name, run, story } of kinds) said.set(name, await tell(run, story));
  await place.run(['publish', '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a surface has to say of a run, where that is not its headline; null: nothing. */
function wordsOf(surface: string, { kind = 'archived', compared, headline, message }: Kind): string | null {
  if (surface === 'body' || (surface === 'message' && message !== headline)) return null;
  // These say by a sign or a number for each partition what was compared.
  if (['list', 'block'].includes(surface) && compared !== 'none') return null;
  if (surface === 'runs' && compared === 'all') return null;
  if (kind === 'open') return surface.startsWith('runs') || surface === 'changes' ? 'open' : null;
  if (kind !== 'archived' && surface === 'changes --json') return kind;
  if (kind !== 'archived' && surface === 'changes') return headline.replace(/: .*/, '');
  // When it was the newest run, it was not yet decided.
  if (kind === 'never-ran' && surface === 'home') return null;
  if (kind !== 'archived' && ['subject', 'report'].includes(surface)) return headline.replace(/: .*/, '');
  // A report names the runs that changed something, and those that were not compared.
  return surface === 'report' && headline === 'no changes' ? null : headline;
}

/** What is said of a run as a whole, and not of one partition of it. */
const WHOLE = ['subject', 'body', 'preview', 'runs', 'runs --json', 'report', 'report --json', 'feed', 'message'];

describe.each(kinds)('$name', (told) => {
  const { name, run, compared, headline, message, status } = told;

  it('has its headline on every surface', async () => {
    expect([said.get(name)?.message, said.get(name)?.status]).toEqual([message, status]);
    const surfaces = Object.entries({ ...(await look(run)), ...said.get(name)?.surfaces });
    expect(surfaces.length).toBeGreaterThanOrEqual(13);
    expect(surfaces.filter(([surface, text]) => !text.includes(wordsOf(surface, told) ?? ''))).toEqual([]);
  });

  it('is nowhere said to be as it was where nobody knows', async () => {
    if (compared === 'all') return;
    const surfaces = Object.entries({ ...(await look(run)), ...said.get(name)?.surfaces });
    const claims = surfaces.filter(([surface]) => compared === 'none' || WHOLE.includes(surface));
    expect(claims.filter(([, text]) => UNCHANGED.test(text.replaceAll(headline, '')))).toEqual([]);
  });
});

it.each([
  ['one where nothing differs', 'C · · · not there'],
  ['one with an unreadable reading', '· ? · not there'],
  ['one with changes and an unreadable reading', '1 ? · not there'],
  ['one in which a partition is held back', '· · held back not there'],
  ['one in which a partition is out', 'B 1 · out not there'],
  ['the first run of a partition', 'A · · · first run'],
])('a list of runs has in the row of %s: %s', (name, cells) => {
  const run = runOf(name);
  for (const path of ['runs/index.html', 'runs/thousand/0/index.html']) {
    expect(rowOf(path, run).replaceAll(/\s+/g, ' ')).toContain(` ${run} ${cells} `);
  }
});

it('the history of a parameter calls nothing unchanged that was not read in every run it was in', async () => {
  const history = async (...words: string[]) => (await place.run(['history', ...words])).out.split('\n')[0];
  expect(await history('HF', TAG)).toBe(`HCAL_HF ${TAG}: no change known`);
  const page = cut(parameterFile(`parameters/HCAL_HF/${TAG}.json`), '<p class="lead">', '</p>');
  expect(page.replaceAll(/\s+/g, ' ')).toContain('No change of it is known since run 100');
});

it('the home page knows the newest run that was not compared in whole, so that it calls no day unchanged that has one', () => {
  const at = (name: string) => said.get(name)?.uncompared;
  expect(at('one with an unreadable reading')).toBe('2020-01-05T06:00:00Z');
  expect(at('one in which all is held back')).toBe('2020-01-05T09:00:00Z');
  expect(at('one whose inclusion is unknown')).toBe('2020-01-05T10:00:00Z');
  expect(at('one in which a partition is out')).toBe('2020-01-05T10:00:00Z');
  expect(at('a gap')).toBe('now');
  expect(at('one with HCAL out')).toBe('2020-01-05T15:00:00Z');
});
