import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { TABLES } from '../jobs/export/tables.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { ungroupChanges } from '../model/entries.ts';
import { queryBlame } from '../queries/blame.ts';
import { queryHistory } from '../queries/history.ts';
import { RULES } from './support/tiny-archive.ts';
import { queryReport } from '../queries/report.ts';
import { runsLike } from '../queries/same-configuration.ts';
import { openDuck, type Ask } from './support/tables.ts';
import { workplaceIn } from './support/workplace.ts';

const page = readFileSync(join(packageRoot(), 'docs/analysis.md'), 'utf8');
const sample = inject('sample');
const archive = new ArchiveFolder(workplaceIn(sample.folder, sample.file).archive);
const folder = mkdtempSync(join(tmpdir(), 'analysis-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOLDEN = {
  392001: [
    [1, 120],
    [125, 300],
  ],
  393027: [[5, 9]],
  392274: [[1, 1]],
};
const TAG = 'HCAL_uHTRManager_TPG_TAG';
let ask: Ask;

/** The lines of code under a heading of the page. */
function codeUnder(heading: string): string {
  const [, after] = page.split(`### ${heading}\n`);
  const [section = ''] = (after ?? '').split(/^##/m);
  return section
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .join('\n');
}

beforeAll(async () => {
  await workplaceIn(sample.folder, sample.file).run(['export', 'parquet', folder]);
  writeFileSync(join(folder, 'golden.json'), JSON.stringify(GOLDEN));
  ask = await openDuck(folder);
  for (const statement of codeUnder('Name the tables').split(';')) if (statement.trim() !== '') await ask(statement);
});

/** The history of a parameter as the archive answers for it. */
const historyOf = (parameter: string) => queryHistory(archive, 'HCAL_HF', parameter).intervals;

it('the questions are all there', () => {
  const [, duck = ''] = page.split('## DuckDB\n');
  expect(duck.split('\n## ')[0]?.match(/^### /gm)).toHaveLength(7);
});

it('when did a parameter change', async () => {
  const rows = await ask(codeUnder('When did the tag of HF change?'));
  const expected = historyOf(TAG).map(({ value, from }, place, all) => ({
    run: String(from),
    start: readStart(from),
    before: all[place - 1]?.value,
    after: value,
  }));
  expect(expected.length).toBeGreaterThan(5);
  expect(rows.map((row) => ({ ...row, start: Date.parse(String(row['start'])) }))).toEqual(expected.slice(1));
});

it('which runs share a configuration', async () => {
  const rows = await ask(codeUnder('Which runs share the configuration of run 393027?'));
  const expected = runsLike(archive, 393_027, []);
  expect(expected.length).toBeGreaterThan(1);
  expect(rows.map(({ run }) => Number(run))).toEqual(expected);
});

it('how often does each parameter change', async () => {
  const rows = await ask(codeUnder('How often does each parameter change?'));
  const counts = new Map<string, { changes: number; last: number }>();
  for (const { run, causes } of queryReport(archive, RULES, { run: 1 }).runs) {
    for (const { partition, parameter } of ungroupChanges(
      causes.flatMap(({ entry, follows }) => [entry, ...follows]),
    )) {
      const key = `${partition} ${parameter}`;
      counts.set(key, { changes: (counts.get(key)?.changes ?? 0) + 1, last: run });
    }
  }
  const told = rows.map(({ partition, parameter, changes, last }) => [
    `${String(partition)} ${String(parameter)}`,
    { changes: Number(changes), last: Number(last) },
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(counts));
  expect(counts.size).toBeGreaterThan(20);
});

it('what was the value in a run', async () => {
  const rows = await ask(codeUnder('What was the value in run 393027?'));
  const { value } = queryBlame(archive, RULES, 393_027, 'HCAL_HBHE', 'HCAL_LPMCONTROL');
  expect(value?.length).toBeGreaterThan(200);
  expect(rows).toEqual([{ value }]);
});

it('which firmware, since when', async () => {
  const rows = await ask(codeUnder('Which firmware did HF have, and since when?'));
  const parameters = [...new Set(rows.map(({ parameter }) => String(parameter)))];
  expect(parameters.length).toBeGreaterThan(1);
  const expected = parameters.flatMap((parameter) =>
    historyOf(parameter).map(({ value, from, to, runs }) => ({
      parameter,
      firmware: value,
      from_run: String(from),
      to_run: String(to),
      runs,
      since: readStart(from),
    })),
  );
  expect(rows.map((row) => ({ ...row, since: Date.parse(String(row['since'])) }))).toEqual(expected);
});

it('how many certified lumisections', async () => {
  const rows = await ask(codeUnder('How many certified lumisections were taken with each tag?'));
  const counts = new Map<string | null, { runs: number; lumisections: number }>();
  for (const [run, parts] of Object.entries(GOLDEN)) {
    const { value } = queryBlame(archive, RULES, Number(run), 'HCAL_HF', TAG);
    const known = counts.get(value) ?? { runs: 0, lumisections: 0 };
    const lumisections = parts.reduce((sum, [first = 0, last = 0]) => sum + last - first + 1, known.lumisections);
    counts.set(value, { runs: known.runs + 1, lumisections });
  }
  const told = rows.map(({ value, runs, lumisections }) => [
    value,
    { runs: Number(runs), lumisections: Number(lumisections) },
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(counts));
});

it('the page names every table and every column', () => {
  const words = TABLES.flatMap(({ name, columns }) => [name, ...Object.keys(columns)]);
  expect(words.length).toBeGreaterThan(50);
  expect([...new Set(words)].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});

function readStart(run: number): number | null {
  const { start } = queryReport(archive, RULES, { run: run - 1 }).runs[0] ?? { start: null };
  return start === null ? null : Date.parse(start);
}
