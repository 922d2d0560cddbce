import type { ChangeEntry } from '../../model/change.ts';
import { shortPartition } from '../../model/names.ts';
import { describeEntry, headline } from '../../model/summary.ts';
import type { ReportAnswer, ReportRun } from '../../queries/report.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

const KINDS = { archived: '', gap: 'gap', 'hcal-out': 'HCAL out', 'never-ran': 'never ran', open: 'open' };

/** What changed since a run or a moment, run by run, for a terminal or a log entry. */
export function printReport({ since, runs }: ReportAnswer, style: Style): string {
  const changed = runs.filter(({ entries }) => entries.length > 0);
  const others = runs.filter(({ kind }) => kind !== 'archived');
  return [
    style.bold(
      `Since ${typeof since === 'number' ? `run ${since}` : since}: ${runs.length} runs, ${changed.length} changed something`,
    ),
    ...changed.flatMap((run) => ['', ...printRun(run, style)]),
    ...(others.length > 0
      ? ['', `Not archived: ${others.map(({ run, kind }) => `${run} (${KINDS[kind]})`).join(', ')}`]
      : []),
  ].join('\n');
}

function printRun({ run, start, entries, explanation }: ReportRun, style: Style): string[] {
  return [
    style.bold(`Run ${run}: ${headline(entries)}`) + (start === null ? '' : style.dim(`  ${start}`)),
    ...explanation.unexplained.map((entry) => `  ${printEntryLine(entry)}`),
    ...explanation.groups.flatMap((group) => [
      `  ${printEntryLine(group.key)}`,
      ...(group.entries.length > 0 ? [style.dim('    came with it, as before:')] : []),
      ...group.entries.map((entry) => style.dim(`      ${printEntryLine(entry)}`)),
    ]),
  ];
}

function printEntryLine(entry: ChangeEntry): string {
  return printable(`${entry.parameter} (${entry.partitions.map(shortPartition).join(', ')}): ${describeEntry(entry)}`);
}
