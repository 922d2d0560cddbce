import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import { CommittedArchive } from '../../archive/store/committed-archive.ts';
import { sameForm } from '../../model/compare.ts';
import type { Reading } from '../../model/reading.ts';
import type { Rules } from '../../model/rules.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { CompareAnswer, EntryAnswer } from '../../queries/schema.ts';
import { NOON } from '../original/place.ts';
import { RULES } from '../support/tiny-archive.ts';
import { digestSite, workplaceIn, type Ran, type Workplace } from '../support/workplace.ts';
import { instalments, type Instalment } from './random-rows.ts';

const TRACKED = ['FM_URL', 'FM_URI', 'FM_ROLE', 'HCAL_LPMCONTROL', 'MASKED_RESOURCES', 'CFGDOC_TXT', 'W*'];
const WATCHED = [...TRACKED, '__proto__', 'constructor', 'toString', 'hasOwnProperty'];
const ENVIRONMENT = { RUNINFO_RULES_WATCHED: JSON.stringify(WATCHED) };
const RULES_HERE: Rules = { ...RULES, watched: WATCHED };

/** What became of databases that hold anything. */
export interface ContentsTally {
  readonly databases: number;
  /** The runs of which the databases hold rows: what one run's rows say is a content. */
  readonly contents: number;
  /** How many of them were archived, and so compared. */
  readonly archived: number;
  /** Databases whose last tick ended with an error: thought of, but nothing is compared. */
  readonly refused: number;
}

/**
 * Tries many databases of random contents.
 * @param seed of the first database; each next one has the next
 * @throws what is wrong with which of them, by its seed
 */
export async function tryContents(databases: number, runs: number, seed: number): Promise<ContentsTally> {
  let [archived, refused] = [0, 0];
  for (let index = 0; index < databases; index += 1) {
    const own = { seed: seed + index, numRuns: 1 };
    const [parts = []] = fc.sample(instalments(runs), own);
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-contents-'));
    try {
      const compared = await tryDatabase(folder, parts);
      archived += compared ?? 0;
      refused += compared === null ? 1 : 0;
    } catch (cause) {
      throw new Error(`seed ${own.seed}: ${String(cause)}`, { cause });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { databases, contents: databases * runs, archived, refused };
}

/** Lets a database grow, a tick after each part. @returns how many runs were compared; null: the last tick failed */
async function tryDatabase(folder: string, parts: readonly Instalment[]): Promise<number | null> {
  const path = join(folder, 'runinfo.sqlite');
  const database = new Database(path);
  database.exec(`create table RUNSESSION_PARAMETER (ID, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME);
    create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
    create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX);
    create index BY_PARAMETER on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)`);
  let now = NOON;
  const place = workplaceIn(folder, path, () => now);
  const run = async (...words: string[]) => calm(await place.run([...words, '--json'], ENVIRONMENT));
  let isLastGood = false;
  try {
    for (const part of parts) {
      insert(database, part);
      now += 3_600_000;
      isLastGood = (await run('tick')).code === 0;
    }
  } finally {
    database.close();
  }
  if (!isLastGood) return null;
  const [tree, site] = [treeOf(place), digestSite(place.site)];
  const again = await run('tick');
  if ((JSON.parse(again.out) as { commits: unknown[] }).commits.length > 0)
    throw new Error('another tick commits again');
  expectSite(place, site, 'after another tick');
  await run('diff', '--rebuild');
  await run('publish', '--full');
  if (treeOf(place) !== tree) throw new Error('recomputed, the archive is another one');
  expectSite(place, site, 'published as a whole');
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

/** The feed alone depends on when what was read. */
function expectSite(place: Workplace, before: Readonly<Record<string, string>>, when: string): void {
  const now = digestSite(place.site);
  for (const file of new Set([...Object.keys(before), ...Object.keys(now)]))
    if (before[file] !== now[file] && !file.endsWith('feed.xml')) throw new Error(`${when}, ${file} is another one`);
}

function insert(database: Database.Database, rows: Instalment): void {
  const [parameter, string] = [
    database.prepare('insert into RUNSESSION_PARAMETER values (?, ?, 1, ?, ?, ?)'),
    database.prepare('insert into RUNSESSION_STRING values (?, ?, ?)'),
  ];
  database.exec('begin');
  for (const { id, run, name, plain, lobs, time } of rows) {
    parameter.run(id, run, name, plain, time);
    lobs.forEach((text, index) => string.run(id, text, index));
  }
  database.exec('commit');
}

/** What the archived runs changed one after the other comes to what differs between the first and the last of them. */
async function chain(place: Workplace): Promise<number> {
  const ask = async (...words: string[]) =>
    JSON.parse(calm(await place.run([...words, '--json'], ENVIRONMENT)).out) as unknown;
  const runs = ((await ask('runs', '--last', '100000')) as { run: number; kind: string }[])
    .filter(({ kind }) => kind === 'archived')
    .map((each) => each.run);
  const numbers = runs.toSorted((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined || first === last) return numbers.length;
  const ends = (await ask('compare', String(first), String(last))) as CompareAnswer;
  const archive = CommittedArchive.openNewest(place.archive);
  const steps = numbers.slice(1).flatMap((run) => {
    const answer = queryChanges(archive, RULES_HERE, run);
    return answer.changes === null ? [] : [answer];
  });
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
