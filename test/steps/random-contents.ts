import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import { sameForm } from '../../model/compare.ts';
import type { Reading } from '../../model/reading.ts';
import type { ChangesAnswer, CompareAnswer, EntryAnswer } from '../../queries/schema.ts';
import { NOON } from '../original/place.ts';
import { RULES } from '../support/tiny-archive.ts';
import { digestSite, workplaceIn } from '../support/workplace.ts';
import type { Ran, Workplace } from '../support/workplace.ts';

/** One row as it is put into the file, whatever it is. */
interface OddRow {
  readonly id: number | string | null;
  readonly run: number | string | null;
  readonly name: string;
  readonly plain: string | number | Buffer | null;
  readonly lobs: readonly (string | Buffer | null)[];
  readonly time: string | null;
}

const RUNS = [101, 102, 103, 104, 105, 106, 107, 108] as const;
const PARTITIONS = ['HBHE', 'HF', 'HO', 'Laser'] as const;
const WATCHED = `[FM_URL, FM_URI, FM_ROLE, HCAL_LPMCONTROL, MASKED_RESOURCES, CFGDOC_TXT, 'W*']`;

const hostile = fc.constantFrom(
  '',
  ' ',
  'not set',
  '[]',
  '[a, b;c]',
  '<script>alert(1)</script>{{7*7}}',
  'a\0b',
  'a\r\nb\rc\n',
  '\u001b[2J',
  '../../x',
  '__proto__',
  'constructor',
  'password=geheim',
  '\ud83d half',
  '\u202eback',
  '<a x="1"><b/></a>',
  '<a x="2"><b/></a>',
  '=cmd|x',
  'Run: 1',
  'x'.repeat(5000),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('v1', 'v2', 'v3') },
  hostile,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom('a', 'b', '  c', 'd=1', '}'), { maxLength: 12 }).map((lines) => lines.join('\n')),
);
const cell = fc.oneof(
  { weight: 8, arbitrary: value },
  fc.constant(null),
  fc.integer(),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
);
const parameter = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('FM_URL', 'FM_ROLE', 'HCAL_LPMCONTROL', 'MASKED_RESOURCES', 'W1', 'W2', 'OTHER'),
  },
  hostile.map((text) => `W${text}`),
  fc.string({ unit: 'binary', maxLength: 300 }).map((text) => `W${text}`),
);
const time = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40 * 86_400).map((seconds) => toTime(NOON - seconds * 1000)) },
  fc.constantFrom(
    null,
    '',
    'yesterday',
    '2026-02-30 10:00:00',
    '1970-01-01 00:00:00',
    '9999-12-31 23:59:59',
    '2026-01-01 10:00:00+02:00',
  ),
);
const name = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(fc.constantFrom(...PARTITIONS), parameter).map(([of, own]) => `CMS.HCAL_${of}:${own}`),
  },
  fc.constantFrom(
    'CMS.LVL0:RC_STATE',
    'CMS.LVL0:HCAL',
    'CMS.LVL0:SEQ_NAME',
    'CMS.LVL0:STOP_TIME_T',
    'CMS.HCAL_HF:EMPTY_FMS',
  ),
);
const run = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...RUNS) },
  fc.constantFrom(-1, 0, 1.5, '103', '104.0', 'abc', null, 2 ** 31, 2 ** 53, 3_620_033),
);
const row = fc.record({
  id: fc.oneof({ weight: 60, arbitrary: fc.integer({ min: -5, max: 1_000_000_000 }) }, fc.constantFrom(null, 7, 'x')),
  run,
  name,
  plain: cell,
  lobs: fc.array(cell.filter((each) => typeof each !== 'number') as fc.Arbitrary<string | Buffer | null>, {
    maxLength: 2,
  }),
  time,
});

/** Contents of RunInfo: a frame that makes most runs global ones, and rows of any kind; some come late. */
const contents = fc.record({
  global: fc.subarray([...RUNS], { minLength: 3 }),
  running: fc.subarray([...RUNS], { minLength: 5 }),
  out: fc.array(fc.constantFrom(...PARTITIONS), { maxLength: 2 }),
  early: fc.array(row, { minLength: 20, maxLength: 90 }),
  late: fc.array(row, { maxLength: 10 }),
});
type Contents = typeof contents extends fc.Arbitrary<infer T> ? T : never;

/** How many contents were tried, in how many runs. @throws what is wrong with which of them, as small as it can be made */
export async function tryContents(
  count: number,
  seed: number,
): Promise<{ readonly contents: number; readonly runs: number }> {
  const tally = { contents: 0, runs: 0 };
  const property = fc.asyncProperty(contents, async (made) => {
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-contents-'));
    try {
      tally.runs += await tryOne(folder, made);
      tally.contents += 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  await fc.assert(property, { numRuns: count, seed, endOnFailure: true });
  return tally;
}

async function tryOne(folder: string, made: Contents): Promise<number> {
  const path = join(folder, 'runinfo.sqlite');
  const database = new Database(path);
  database.exec(`create table RUNSESSION_PARAMETER (ID, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME);
    create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
    create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX)`);
  insert(database, [...frameOf(made), ...made.early]);
  let now = NOON;
  const place = workplaceIn(folder, path, () => now);
  const tick = async () => calm(await place.run(['tick', '--json'], { RUNINFO_RULES_WATCHED: WATCHED }));
  await tick();
  insert(database, made.late);
  now += 3_600_000;
  if ((await tick()).code !== 0) return 0;
  const [tree, site] = [treeOf(place), digestSite(place.site)];
  const again = await tick();
  if ((JSON.parse(again.out) as { commits: unknown[] }).commits.length > 0)
    throw new Error('another tick commits again');
  calm(await place.run(['diff', '--rebuild', '--json'], { RUNINFO_RULES_WATCHED: WATCHED }));
  calm(await place.run(['publish', '--full', '--json'], { RUNINFO_RULES_WATCHED: WATCHED }));
  if (treeOf(place) !== tree) throw new Error('recomputed, the archive is another one');
  const full = digestSite(place.site);
  for (const file of new Set([...Object.keys(site), ...Object.keys(full)]))
    if (site[file] !== full[file] && !file.endsWith('feed.xml'))
      throw new Error(`published as a whole, ${file} is another one`);
  return chain(place);
}

/** Nothing but an answer or an error that was thought of. */
function calm(ran: Ran): Ran {
  if (![0, 1, 2, 75].includes(ran.code) || /unexpected error|\n {4}at /.test(ran.err))
    throw new Error(`${ran.code}: ${ran.err}`);
  return ran;
}

function treeOf({ archive }: Workplace): string {
  return execFileSync('git', ['-C', archive, 'rev-parse', 'main^{tree}'], { encoding: 'utf8' }).trim();
}

/** Rows without which no run is anything. */
function frameOf({ global, running, out }: Contents): OddRow[] {
  const say = (of: number, name_: string, text: string): OddRow => ({
    id: 2_000_000_000 + of * 100 + name_.length,
    run: of,
    name: name_,
    plain: text,
    lobs: [],
    time: toTime(NOON - (RUNS.at(-1) ?? of) * 60_000 + of * 60_000 - 30 * 86_400_000),
  });
  return RUNS.flatMap((of) => [
    say(of, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', global.includes(of) ? '/hcalpro/Global/P5' : '/hcalpro/Local/P5'),
    say(of, 'CMS.LVL0:RC_STATE', running.includes(of) ? 'Running' : 'Configured'),
    say(of, 'CMS.HCAL_LEVEL_1:EMPTY_FMS', `[${out.map((each) => `HCAL_${each}`).join(', ')}]`),
    ...PARTITIONS.map((each, index) => ({
      ...say(of, `CMS.HCAL_${each}:FM_URI`, `/fm/${each}`),
      id: 2_000_050_000 + of * 100 + index,
    })),
  ]);
}

function insert(database: Database.Database, rows: readonly OddRow[]): void {
  const [parameter_, string] = [
    database.prepare('insert into RUNSESSION_PARAMETER values (?, ?, 1, ?, ?, ?)'),
    database.prepare('insert into RUNSESSION_STRING values (?, ?, ?)'),
  ];
  for (const { id, run: of, name: own, plain, lobs, time: at } of rows) {
    parameter_.run(id, of, own, plain, at);
    lobs.forEach((text, index) => string.run(id, text, index));
  }
}

/** What the archived runs changed one after the other comes to what differs between the first and the last of them. */
async function chain(place: Workplace): Promise<number> {
  const environment = { RUNINFO_RULES_WATCHED: WATCHED };
  const ask = async (...words: string[]) =>
    JSON.parse((await place.run([...words, '--json'], environment)).out) as unknown;
  const runs = ((await ask('runs')) as { run: number; kind: string }[])
    .filter(({ kind }) => kind === 'archived')
    .map((each) => each.run);
  const numbers = runs.toSorted((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined || first === last) return numbers.length;
  const ends = (await ask('compare', String(first), String(last))) as CompareAnswer;
  const steps = await Promise.all(
    numbers.slice(1).map(async (of) => (await ask('changes', String(of))) as ChangesAnswer),
  );
  const isUnread = new Set([ends, ...steps].flatMap(({ notCompared }) => notCompared.map((each) => each.parameter)));
  for (const { partition, from, to } of ends.partitions) {
    if (from.inclusion !== 'in' || to.inclusion !== 'in') continue;
    const folded = new Map<string, { before: string | null; after: string | null }>();
    for (const { parameter: of, before, after } of steps.flatMap(({ changes }) => entriesOf(changes, partition)))
      folded.set(of, { before: (folded.get(of) ?? { before }).before, after });
    const direct = new Map(entriesOf(ends.changes, partition).map((entry) => [entry.parameter, entry]));
    for (const of of new Set([...folded.keys(), ...direct.keys()])) {
      const step = folded.get(of);
      const isSame =
        step === undefined || sameForm(RULES, partition, of, toReading(step.before), toReading(step.after));
      if (isUnread.has(of) || isSame === !direct.has(of)) continue;
      throw new Error(
        `${partition} ${JSON.stringify(of)}: ${JSON.stringify(step)} step by step, at once ${JSON.stringify(direct.get(of))}`,
      );
    }
  }
  return numbers.length;
}

function entriesOf(entries: readonly EntryAnswer[], partition: string): readonly EntryAnswer[] {
  return entries.filter(({ partitions }) => partitions.includes(partition));
}

function toReading(text: string | null): Reading {
  return text === null ? { kind: 'absent', spelling: null } : { kind: 'value', value: text };
}

function toTime(moment: number): string {
  return new Date(moment).toISOString().replace('T', ' ').slice(0, 19);
}
