import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { sha256 } from '../archive/documents/canonical.ts';
import { ungroupChanges } from '../model/entries.ts';
import { readOrNull } from '../model/reading.ts';
import { parseWeek, weekOf } from '../model/week.ts';
import { reportPeriod, runsWithin, startedRuns } from '../queries/period.ts';
import { countChanged } from '../queries/report.ts';
import { RunReport } from '../queries/run-report.ts';
import { Timelines } from '../queries/timelines.ts';
import { openDuck, type Ask } from './support/tables.ts';
import { readLine } from '../archive/documents/run-index.ts';
import { RULES } from './support/tiny-archive.ts';
import { readTruth } from './support/truth.ts';
import { digestSite, workplaceIn } from './support/workplace.ts';
import { makePlace, NOON } from './original/place.ts';

const ZONE = 'Europe/Zurich';
const sample = inject('sample');
const place = workplaceIn(sample.folder, sample.file);
const archive = new ArchiveFolder(place.archive);
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');
const weeks = [...new Set(truth.flatMap(({ start }) => (start === null ? [] : [weekOf(start, ZONE)])))];
const folder = mkdtempSync(join(tmpdir(), 'weeks-'));
let ask: Ask;

beforeAll(async () => {
  await place.run(['export', 'parquet', folder]);
  ask = await openDuck(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function reportOf(name: string) {
  const { from, to } = parseWeek(name, ZONE) ?? { from: NaN, to: NaN };
  const source = { archive, rules: RULES, timelines: new Timelines(archive) };
  const runs = runsWithin(startedRuns(archive), from, to).flatMap((run) => {
    const line = readLine(archive, run);
    return line === null ? [] : [new RunReport(source, run, line)];
  });
  return { runs, ...reportPeriod(source, runs) };
}

const digestOf = (text: string | null) => (text === null ? null : sha256(text));

describe.each(weeks)('the numbers of %s are those of an independent count', (name) => {
  const week = parseWeek(name, ZONE);
  const report = reportOf(name);
  const [from, to] = [week?.from, week?.to];

  it('what really happened in the sample: net changes, and what changed back', () => {
    const ends = new Map<string, { before: string | null; after: string | null; runs: number[] }>();
    // A run whose start is unknown counts with the one before it.
    let last = '';
    for (const { run, start, changes = [] } of truth) {
      last = start === null ? last : weekOf(start, ZONE);
      if (last !== name) continue;
      for (const { partition, parameter, before, after } of changes) {
        const key = `${partition}:${parameter}`;
        const end = ends.get(key);
        ends.set(key, { before: end?.before ?? before, after, runs: [...(end?.runs ?? []), run] });
      }
    }
    const told = ungroupChanges(report.net).map(
      ({ partition, parameter, before, after }) =>
        [
          `${partition}:${parameter}`,
          [before, after].map((value) => digestOf(readOrNull(value, archive.readValue))),
        ] as const,
    );
    const net = [...ends].filter(([, { before, after }]) => before !== after);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(net.map(([key, { before, after }]) => [key, [before, after]])),
    );
    const back = report.changedBack.flatMap(({ partitions, parameter }) =>
      partitions.map((partition) => `${partition}:${parameter}`),
    );
    expect(back.sort()).toEqual(
      [...ends].flatMap(([key, { before, after }]) => (before === after ? [key] : [])).sort(),
    );
    for (const { parameter, partitions, runs } of report.net) {
      const own = partitions.flatMap((partition) => ends.get(`${partition}:${parameter}`)?.runs ?? []);
      expect(runs).toEqual([...new Set(own)].sort((a, b) => a - b));
    }
  });

  it('the tables: runs, totals by partition, who was out', async () => {
    const within = `SELECT run, last_value(start IGNORE NULLS) OVER (ORDER BY run) AS began FROM 'runs/*/part.parquet'`;
    const runs = `(SELECT run FROM (${within}) WHERE epoch_ms(began) >= ${from} AND epoch_ms(began) < ${to})`;
    const [counts] = await ask(
      `SELECT count(*) AS runs, count(*) FILTER (changes > 0) AS changed FROM 'runs/*/part.parquet' WHERE run IN ${runs}`,
    );
    expect([report.runs.length, countChanged(report.runs)]).toEqual([
      Number(counts?.['runs']),
      Number(counts?.['changed']),
    ]);
    const totals = await ask(
      `SELECT partition, count(*) FILTER (inclusion = 'in') AS ins, count(*) FILTER (changes > 0) AS changed,
         coalesce(sum(changes), 0) AS changes, count(*) FILTER (inclusion IN ('out', 'not-there')) AS outs
       FROM 'inclusion/*/part.parquet' WHERE run IN ${runs} GROUP BY partition ORDER BY partition`,
    );
    const outs = (partition: string) =>
      report.absences.reduce((sum, absence) => sum + (absence.partition === partition ? absence.runs : 0), 0);
    expect(
      report.partitions.map(({ partition, runs: ins, changedRuns, changes }) => [
        partition,
        ins,
        changedRuns,
        changes,
        outs(partition),
      ]),
    ).toEqual(
      totals.map(({ partition, ins, changed, changes, outs: out }) => [
        partition,
        ...[ins, changed, changes, out].map(Number),
      ]),
    );
  });

  it('the tables: run keys, and for how long', async () => {
    const within = `SELECT run, start, stop, last_value(start IGNORE NULLS) OVER (ORDER BY run) AS began FROM 'runs/*/part.parquet'`;
    const rows = await ask(
      `SELECT r.partition, r.parameter, r.value, count(*) AS runs,
         coalesce(sum(greatest(0, epoch_ms(w.stop) - epoch_ms(w.start))), 0) / 1000 AS seconds
       FROM 'readings/*/part.parquet' r JOIN (${within}) w USING (run) JOIN 'inclusion/*/part.parquet' i USING (run, partition)
       WHERE epoch_ms(began) >= ${from} AND epoch_ms(began) < ${to} AND i.inclusion = 'in' AND r.moment = 'start'
         AND r.parameter IN ('LOCAL_RUNKEY_SELECTED', 'MASTERSNIPPET_SELECTED') AND r.status = 'value'
       GROUP BY ALL`,
    );
    const told = report.runKeys
      .filter(({ value }) => value !== null)
      .flatMap(({ parameter, value, partitions, runs, seconds }) =>
        partitions.map((partition) => [
          `${partition} ${parameter} ${readOrNull(value, archive.readValue)}`,
          [runs, Math.round(seconds)],
        ]),
      );
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(
        rows.map(({ partition, parameter, value, runs, seconds }) => [
          `${String(partition)} ${String(parameter)} ${String(value)}`,
          [Number(runs), Math.round(Number(seconds))],
        ]),
      ),
    );
  });
});

it('every run of the sample is in one week', () => {
  const runs = weeks.flatMap((name) => reportOf(name).runs.map(({ run }) => run));
  const first = truth.findIndex(({ start }) => start !== null);
  expect(runs.sort((a, b) => a - b)).toEqual(truth.slice(first).map(({ run }) => run));
});

it('a week that a run has left, since it turned out to have begun earlier, has no page any more', async () => {
  const made = makePlace();
  const week = 7 * 24 * 3_600_000;
  made.file.add(101, { start: NOON - 2 * week });
  made.file.add(102, { start: NOON - week, stop: null });
  made.file.add(103, { start: NOON - 600_000, stop: null });
  const weeksOfSite = () => readdirSync(join(made.site, 'weeks')).sort();
  expect(await made.run(['tick', '--quiet'])).toMatchObject({ code: 0, err: '' });
  expect(weeksOfSite()).toEqual(['2026-W21', '2026-W22', '2026-W23']);
  made.file.moveStart(102, NOON - 2 * week + 3_600_000);
  expect(await made.run(['snapshot', '--runs', '102..102', '--quiet'])).toMatchObject({ code: 0, err: '' });
  expect(await made.run(['tick', '--quiet'])).toMatchObject({ code: 0, err: '' });
  expect(weeksOfSite()).toEqual(['2026-W21', '2026-W23']);
  const often = digestSite(made.site);
  expect(await made.run(['publish', '--full', '--quiet'])).toMatchObject({ code: 0, err: '' });
  expect(often).toEqual(digestSite(made.site));
});

it('a week that comes with a late run without readings is led to by every week beside it', async () => {
  const made = makePlace();
  const week = 7 * 24 * 3_600_000;
  const starts = { 101: 3, 103: 0, 104: 1 };
  for (const [run, ago] of Object.entries(starts)) made.file.add(Number(run), { start: NOON - ago * week - 600_000 });
  expect(await made.run(['tick', '--quiet'])).toMatchObject({ code: 0, err: '' });
  made.file.add(102, { start: NOON - 2 * week, hcal: 'Out' });
  expect(await made.run(['tick', '--quiet'])).toMatchObject({ code: 0, err: '' });
  const often = digestSite(made.site);
  expect(Object.keys(often).filter((file) => file.startsWith('weeks/'))).toHaveLength(4);
  expect(await made.run(['publish', '--full', '--quiet'])).toMatchObject({ code: 0, err: '' });
  expect(often).toEqual(digestSite(made.site));
});

it('a partition that was not there is said to be in no run', async () => {
  const pages = weeks.map((week) => readFileSync(join(place.site, 'weeks', week, 'index.html'), 'utf8'));
  const { out } = await place.run(['report', '--since', '2000-01-01']);
  expect(pages.filter((page) => page.includes('not there in any run')).length).toBeGreaterThan(0);
  expect([...pages, out].filter((text) => text.includes('not there in every run'))).toEqual([]);
});
