import { countOf, KIND_LABELS } from '../../model/labels.ts';
import type { ReadValue } from '../../model/reading.ts';
import { describeCause, describeFollowing, describeNamed } from '../../model/summary.ts';
import { writeTime } from '../../model/time.ts';
import type { ReportAnswer, ReportRun } from '../../queries/report.ts';
import { code } from './markdown.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

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
  readonly readValue: ReadValue;
  readonly zone: string;
}

/** A report for a terminal. */
export function printReport(answer: ReportAnswer, words: ReportWords, style: Style): string[] {
  return [
    style.bold(sayHeading(answer)),
    style.dim(words.began),
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
    ...toSections(answer, words).flatMap(({ title, note, lines }) => [
      `\n## ${printable(title)}\n`,
      ...(note === undefined ? [] : [`${note}\n`]),
      ...lines.map((line) => `${line.isBelow === true ? '  ' : ''}- ${code(printable(line.words))}`),
    ]),
  ].join('\n');
}

function sayHeading({ since, runs }: ReportAnswer): string {
  const changed = runs.filter(({ causes }) => causes.length > 0);
  const from = typeof since === 'number' ? `run ${since}` : since;
  return `Since ${from}: ${countOf(runs.length, 'run')}, ${changed.length} changed something`;
}

function toSections({ runs }: ReportAnswer, { readValue, zone }: ReportWords): Section[] {
  const uncompared = runs.filter(
    ({ kind, changes, causes, notCompared }) =>
      kind === 'archived' && causes.length === 0 && (notCompared.length > 0 || changes === null),
  );
  const others = runs.filter(({ kind }) => kind !== 'archived');
  const sections = [
    ...runs.filter(({ causes }) => causes.length > 0).map((run) => toRunSection(run, readValue, zone)),
    {
      title: 'Not compared, or not all of it:',
      lines: uncompared.map(({ run, headline }) => ({ words: `${run}: ${headline}` })),
    },
    { title: 'Not archived:', lines: others.map(({ run, kind }) => ({ words: `${run} (${KIND_LABELS[kind]})` })) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function toRunSection({ run, start, headline, causes }: ReportRun, readValue: ReadValue, zone: string): Section {
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
