import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { RunInfoError } from '../../model/errors.ts';
import { countOf } from '../../model/labels.ts';
import { emptyState, findUnread, readState } from '../../jobs/state.ts';
import { parseRunNumber } from '../../model/run.ts';
import { parseAgo, parseMoment, writeTime } from '../../model/time.ts';
import { findLine } from '../../queries/known-run.ts';
import { queryReport, type Since } from '../../queries/report.ts';
import { MARKDOWN_OPTION, type CommandSpec } from '../command.ts';
import { resolveKnown, type Context } from '../context.ts';
import { printReport, reportMarkdown } from '../print/report.ts';

/** So many open runs are named, the last ones. */
const MOST_NAMED = 5;

/** What changed since a run, or since a moment. */
export const command: CommandSpec = {
  usage: 'report',
  description: 'what changed since a run or a moment',
  options: [
    {
      flags: '--since <run|time>',
      description: 'a run, which is left out; a day or time; 24h, 7d or yesterday',
      isRequired: true,
    },
    MARKDOWN_OPTION,
  ],
  examples: ['report --since 24h', 'report --since yesterday', 'report --since 392001 --markdown'],
  run: async (context, _, options) => {
    const archive = context.openArchive();
    const { zone, rules } = context.settings;
    const since = parseSince(archive, context, options.text('since') ?? '');
    const answer = queryReport(archive, rules, since);
    const start = 'run' in since ? findLine(archive, since.run).start : new Date(since.time).toISOString();
    const missing = sayMissing(context);
    const words = { began: writeTime(start, zone), missing, readValue: archive.readValue, zone };
    context.answer(answer, () =>
      options.has('markdown') ? reportMarkdown(answer, words) : printReport(answer, words, context.style),
    );
    return 0;
  },
};

/** Why runs may be missing in what is archived: the source was not read lately, or runs of it wait. */
function sayMissing({ settings, environment }: Context): string[] {
  const state = readState(settings.state) ?? emptyState();
  const unread = findUnread(settings, state, environment.now());
  const waiting = Object.entries(state.open).flatMap(([run, { kind }]) => (kind === 'waiting' ? [run] : []));
  return [
    ...(unread === null ? [] : [sayUnread(unread.since, settings.zone)]),
    ...(waiting.length === 0
      ? []
      : [`Not archived yet: ${countOf(waiting.length, 'open run')} (${waiting.slice(-MOST_NAMED).join(', ')}).`]),
  ];
}

function sayUnread(last: string | null, zone: string): string {
  if (last === null) return 'Nobody knows here when the source was read: runs may be missing.';
  return `The source was last read ${writeTime(last, zone)}: later runs may be missing.`;
}

function parseSince(archive: ArchiveReader, context: Context, text: string): Since {
  const { zone } = context.settings;
  // Four digits alone are a year.
  const isNumber = parseRunNumber(text) !== null || /^\d+$/.test(text);
  if ((isNumber && !/^\d{4}$/.test(text)) || /^latest$/i.test(text)) {
    const run = resolveKnown(archive, context, text);
    findLine(archive, run);
    return { run };
  }
  const time = parseAgo(text, zone, context.environment.now()) ?? parseMoment(text, zone);
  if (time !== null) return { time, text };
  throw new RunInfoError(
    'usage',
    `--since ${text}: give a run number, latest, 24h, 7d, yesterday, or a day or time in ${zone}: 2026-05-01, 2026-05-01T08:00, 2026-05-01T06:00Z (UTC)`,
  );
}
