import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { RunInfoError } from '../../model/errors.ts';
import { countOf, KIND_LABELS } from '../../model/labels.ts';
import type { ReadValue } from '../../model/reading.ts';
import { describeCause, describeFollowing, describeNamed } from '../../model/summary.ts';
import { parseMoment } from '../../model/moment.ts';
import { writeTime } from '../../model/time.ts';
import { findLine } from '../../queries/known-run.ts';
import { queryReport } from '../../queries/report.ts';
import type { ReportAnswer, ReportRun, Since } from '../../queries/report.ts';
import { parseRun } from '../command.ts';
import type { CommandSpec } from '../command.ts';
import { printable } from '../print/style.ts';
import type { Style } from '../print/style.ts';

/** What changed since a run, or since a moment. */
export const command: CommandSpec = {
  usage: 'report',
  description: 'what changed since a run or a moment',
  options: [
    { flags: '--since <run|time>', description: 'a run, which is left out, or a day or time', isRequired: true },
  ],
  run: async (context, _, options) => {
    const archive = context.openArchive();
    const { zone, rules } = context.settings;
    const since = parseSince(archive, options.text('since') ?? '', zone);
    const answer = queryReport(archive, rules, since);
    const start = 'run' in since ? findLine(archive, since.run).start : new Date(since.time).toISOString();
    context.answer(answer, () => printReport(answer, start, archive.readValue, zone, context.style));
    return 0;
  },
};

function parseSince(archive: ArchiveReader, text: string, zone: string): Since {
  if (/^\d+$/.test(text) && text.length !== 4) {
    const run = parseRun(text);
    findLine(archive, run);
    return { run };
  }
  const time = parseMoment(text, zone);
  if (time !== null) return { time, text };
  throw new RunInfoError(
    'usage',
    `--since ${text}: give a run number, or a day or time in ${zone}: 2026-05-01, 2026-05-01T08:00, 2026-05-01T06:00Z (UTC)`,
  );
}

/** What changed, run by run, for a terminal or a log entry. @param start the moment since when; null: unknown */
function printReport(
  { since, runs }: ReportAnswer,
  start: string | null,
  readValue: ReadValue,
  zone: string,
  style: Style,
): string[] {
  const changed = runs.filter(({ causes }) => causes.length > 0);
  const others = runs.flatMap(({ run, kind }) => (kind === 'archived' ? [] : [`${run} (${KIND_LABELS[kind]})`]));
  const uncompared = runs.flatMap(({ run, kind, changes, causes, headline, notCompared }) =>
    kind === 'archived' && causes.length === 0 && (notCompared.length > 0 || changes === null)
      ? [`  ${run}: ${printable(headline)}`]
      : [],
  );
  const from = typeof since === 'number' ? `run ${since}` : since;
  return [
    style.bold(`Since ${from}: ${countOf(runs.length, 'run')}, ${changed.length} changed something`),
    style.dim(writeTime(start, zone)),
    ...changed.flatMap((run) => ['', ...printRun(run, readValue, zone, style)]),
    ...(uncompared.length > 0 ? ['', 'Not compared, or not all of it:', ...uncompared] : []),
    ...(others.length > 0 ? ['', `Not archived: ${others.join(', ')}`] : []),
  ];
}

function printRun(
  { run, start, headline, causes }: ReportRun,
  readValue: ReadValue,
  zone: string,
  style: Style,
): string[] {
  return [
    style.bold(`Run ${run}: ${printable(headline)}`),
    style.dim(writeTime(start, zone)),
    ...causes.map(
      ({ entry, follows }) => `  ${printable(describeCause(entry, readValue))}${describeFollowing(follows.length)}`,
    ),
    ...causes.flatMap(({ follows }) =>
      follows.map((entry) => style.dim(`    ${printable(describeNamed(entry, readValue))}`)),
    ),
  ];
}
