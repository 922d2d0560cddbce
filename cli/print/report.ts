import {
  countOf,
  INCLUSION_LABELS,
  kindLabel,
  runKeyLabel,
  shortPartition,
  shortPartitions,
} from '../../model/labels.ts';
import { readOrNull, type ReadValue } from '../../model/reading.ts';
import { shortValue } from '../../model/short-value.ts';
import { describeCause, describeFollowing, describeNamed } from '../../model/summary.ts';
import { writeTime } from '../../model/time.ts';
import type { ChangedBack } from '../../queries/net-changes.ts';
import { inAllRuns, sayKeyTime, type Absence, type KeyUse } from '../../queries/period.ts';
import { countChanged, isIncomplete, type ReportAnswer, type ReportRun } from '../../queries/report.ts';
import { takeFirst } from './entries.ts';
import { code, plain } from './markdown.ts';
import { printable, type Style } from './style.ts';

/** A part of a report, the same on a terminal and as Markdown. */
interface Section {
  readonly title: string;
  /** What stands below the title; left out: nothing. */
  readonly note?: string;
  readonly lines: readonly Line[];
}

interface Line {
  readonly words: string;
  /** Whether it belongs to the line above. @default false */
  readonly isBelow?: boolean;
}

/** What a report is written with. */
export interface ReportWords {
  /** The moment since when, in words. */
  readonly began: string;
  /** Why runs may be missing, a sentence each. */
  readonly missing: readonly string[];
  readonly readValue: ReadValue;
  readonly zone: string;
}

/** A report for a terminal. */
export function printReport(answer: ReportAnswer, words: ReportWords, style: Style): string[] {
  return [
    style.bold(sayHeading(answer)),
    style.dim(words.began),
    ...words.missing.map(printable),
    ...toSections(answer, words).flatMap(({ title, note, lines }) => [
      '',
      style.bold(printable(title)),
      ...(note === undefined ? [] : [style.dim(note)]),
      ...lines.map((line) =>
        line.isBelow === true ? style.dim(`    ${printable(line.words)}`) : `  ${printable(line.words)}`,
      ),
    ]),
  ];
}

/** A report as Markdown, for an e-log. */
export function reportMarkdown(answer: ReportAnswer, words: ReportWords): string {
  return [
    `# ${sayHeading(answer)}\n`,
    words.began,
    ...words.missing.map((sentence) => `\n${plain(sentence)}`),
    ...toSections(answer, words).flatMap(({ title, note, lines }) => [
      `\n## ${plain(title)}\n`,
      ...(note === undefined ? [] : [`${note}\n`]),
      ...lines.map((line) => `${line.isBelow === true ? '  ' : ''}- ${code(line.words)}`),
    ]),
  ].join('\n');
}

function sayHeading({ since, runs }: ReportAnswer): string {
  const from = typeof since === 'number' ? `run ${since}` : since;
  return `Since ${from}: ${countOf(runs.length, 'run')}, ${countChanged(runs)} changed something`;
}

function toSections(answer: ReportAnswer, words: ReportWords): Section[] {
  const { runs } = answer;
  const uncompared = runs.filter((run) => run.kind === 'archived' && run.causes.length === 0 && isIncomplete(run));
  const others = runs.filter(({ kind }) => kind !== 'archived');
  const sections = [
    // Of one run the same is said below.
    ...(countChanged(runs) > 1 ? [toNetSection(answer, words)] : []),
    {
      title: 'Changed and changed back',
      lines: answer.changedBack.map((entry) => ({ words: `${sayNamed(entry)}${sayRuns(entry.runs)}` })),
    },
    {
      title: 'Flapping',
      lines: answer.flapping.map((entry) => ({
        words: `${sayNamed(entry)} came back ${countOf(entry.returns, 'time')} between ${entry.values} values since run ${entry.since}`,
      })),
    },
    {
      title: 'Out or not there',
      lines: answer.absences.map((absence) => ({ words: sayAbsence(absence, words.zone) })),
    },
    { title: 'Run keys', lines: answer.runKeys.map((use) => ({ words: sayKeyUse(use, words.readValue) })) },
    ...runs.filter(({ causes }) => causes.length > 0).map((run) => toRunSection(run, words)),
    {
      title: 'Not compared, or not all of it',
      lines: uncompared.map(({ run, headline }) => ({ words: `${run}: ${headline}` })),
    },
    { title: 'Not archived', lines: others.map(({ run, kind }) => ({ words: `${run} (${kindLabel(kind)})` })) },
  ];
  return sections.filter(({ lines }) => lines.length > 0).map(shorten);
}

function shorten(section: Section): Section {
  const { first, left } = takeFirst(section.lines);
  const more = left === 0 ? [] : [{ words: `… ${countOf(left, 'more line')}: --json has them` }];
  return { ...section, lines: [...first, ...more] };
}

/** What differs over the whole time, with how much each partition changed. */
function toNetSection({ partitions, net }: ReportAnswer, { readValue }: ReportWords): Section {
  const counts = partitions.filter(({ runs }) => runs > 0);
  return {
    title: 'Over the whole time',
    note: `Changes: ${counts
      .map(({ partition, runs, changes }) => `${shortPartition(partition)} ${changes} in ${countOf(runs, 'run')}`)
      .join(', ')}`,
    lines: net.map((entry) => ({
      words: `${describeCause(entry, readValue)}${sayRuns(entry.runs)}${entry.followsRunKey ? ', with the run key' : ''}`,
    })),
  };
}

function sayNamed({ parameter, partitions }: Pick<ChangedBack, 'parameter' | 'partitions'>): string {
  return `${parameter} (${shortPartitions(partitions)})`;
}

/** By which runs: `, run 7`, `, 5 runs, the last 12`. */
function sayRuns(runs: readonly number[]): string {
  return runs.length === 1 ? `, run ${runs[0]}` : `, ${runs.length} runs, the last ${runs.at(-1)}`;
}

function sayAbsence(absence: Absence, zone: string): string {
  const { partition, inclusion, runs, start, until } = absence;
  const to = until === null ? 'on' : `to ${writeTime(until, zone)}`;
  const where = inAllRuns(absence) ?? `${countOf(runs, 'run')}, from ${writeTime(start, zone)} ${to}`;
  return `${shortPartition(partition)} ${INCLUSION_LABELS[inclusion]} in ${where}`;
}

function sayKeyUse(use: KeyUse, readValue: ReadValue): string {
  const { parameter, value, partitions, runs } = use;
  const key = `${runKeyLabel(parameter) ?? parameter} ${shortValue(readOrNull(value, readValue))}`;
  return `${key} (${shortPartitions(partitions)}): ${countOf(runs, 'run')}, ${sayKeyTime(use)}`;
}

function toRunSection({ run, start, headline, causes }: ReportRun, { readValue, zone }: ReportWords): Section {
  return {
    title: `Run ${run}: ${headline}`,
    note: writeTime(start, zone),
    lines: [
      ...causes.map(({ entry, follows }) => ({
        words: `${describeCause(entry, readValue)}${describeFollowing(follows.length)}`,
      })),
      ...causes.flatMap(({ follows }) =>
        follows.map((entry) => ({ words: describeNamed(entry, readValue), isBelow: true })),
      ),
    ],
  };
}
