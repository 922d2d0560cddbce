import { readSnapshot } from '../../archive/documents/documents.ts';
import { RunInfoError } from '../../model/errors.ts';
import { inclusionsOf } from '../../model/snapshot.ts';
import { toSnapshot } from '../../model/interpret.ts';
import type { PairSide } from '../../model/pair.ts';
import { RowReader } from '../../model/row.ts';
import { writeTime } from '../../model/time.ts';
import { describeSides } from '../../model/headline.ts';
import { shortPartition, shortPartitions } from '../../model/labels.ts';
import { compareText, groupBy } from '../../model/lists.ts';
import type { IntermediateChange } from '../../model/timeline.ts';
import { loadSide, queryCompare } from '../../queries/compare.ts';
import type { CompareAnswer } from '../../queries/schema.ts';
import { LAYOUT_OPTIONS, MARKDOWN_OPTION, PARTITION_OPTION } from '../command.ts';
import type { CommandSpec } from '../command.ts';
import { choosePartitions, makeLayout, resolveRun } from '../context.ts';
import type { Context } from '../context.ts';
import { printEntries, printIgnored, printNotCompared, sayMore, takeFirst } from '../print/entries.ts';
import { code, entriesMarkdown, listNotCompared, plain } from '../print/markdown.ts';
import { foldLines, printable } from '../print/style.ts';
import type { Layout } from '../print/style.ts';

/** The difference of any two runs: archived ones, and under `--live` any that the source has. */
export const command: CommandSpec = {
  usage: 'compare <from> <to>',
  description: 'the difference of any two archived runs',
  options: [
    { ...PARTITION_OPTION, description: `${PARTITION_OPTION.description}; also where it was out` },
    ...LAYOUT_OPTIONS,
    MARKDOWN_OPTION,
    { flags: '--live', description: 'read a run that is not archived from the source' },
  ],
  examples: ['compare 392001 393027', 'compare 392001 latest --partition HF --full'],
  run: async (context, [fromText = '', toText = ''], options) => {
    const archive = context.openArchive();
    const { rules } = context.settings;
    const chosen = choosePartitions(archive, context, options);
    const [from, to] = [resolveRun(archive, fromText), resolveRun(archive, toText)];
    const isLive = options.has('live');
    const load = async (run: number) =>
      isLive && readSnapshot(archive, run) === null ? readLive(context, run) : loadSide(archive, run);
    const sides = [await load(from), await load(to)] as const;
    const answer = queryCompare(archive, rules, ...sides, chosen, context.isJson);
    const starts = sides.map(({ run, snapshot }) => `${run}: ${writeTime(snapshot.start, context.settings.zone)}`);
    context.answer(answer, () =>
      options.has('markdown')
        ? compareMarkdown(answer, starts, options.has('full'))
        : printCompare(answer, starts, makeLayout(context, options)),
    );
    return 0;
  },
};

/** Reads a run that is not archived, a local one say, from the source; nothing is written. */
async function readLive({ settings, environment }: Context, run: number): Promise<PairSide> {
  const { rules, rulesDigest, seal } = settings;
  const { openSource } = await import('../../jobs/snapshot/sources/index.ts');
  const source = openSource(settings.source, { ...settings, recent: environment.now() });
  try {
    const rows = await source.readRun(run);
    if (rows.length === 0) {
      throw new RunInfoError('not-found', `the source has nothing of run ${run}: check the number`);
    }
    const snapshot = toSnapshot(run, rows, rules, rulesDigest, new RowReader(rules, seal));
    return { run, snapshot, rulesAtReading: rules, inclusion: inclusionsOf(snapshot, rules) };
  } finally {
    await source.close();
  }
}

/** @param starts when both runs began, in words */
function printCompare(answer: CompareAnswer, starts: readonly string[], layout: Layout): string {
  const { style, width, isFull } = layout;
  const heading = [
    style.bold(`Run ${answer.from} to run ${answer.to}: ${printable(answer.headline)}`),
    ...starts.map((line) => style.dim(line)),
    ...describePair(answer.partitions),
  ];
  const rest = [
    ...printNotCompared(answer.notCompared, isFull),
    ...describeWay(answer, isFull).flatMap(({ title, lines }) => [
      '',
      `${title}:`,
      ...lines.map((line) => `  ${printable(line)}`),
    ]),
    ...printIgnored(answer.suppressed, isFull),
  ];
  return [...foldLines(heading, width), ...printEntries(answer.changes, layout), ...foldLines(rest, width)].join('\n');
}

/** The difference of two runs as Markdown, for an e-log. @param starts when both began, in words */
export function compareMarkdown(answer: CompareAnswer, starts: readonly string[], isFull: boolean): string {
  return [
    `# Run ${answer.from} to run ${answer.to}: ${plain(answer.headline)}\n`,
    ...starts.map((line) => `- ${line}`),
    ...describePair(answer.partitions).map((line) => `\n${line}.`),
    ...entriesMarkdown(answer.changes, isFull),
    ...listNotCompared(answer.notCompared, isFull),
    ...describeWay(answer, isFull).flatMap(({ title, lines }) => [
      `\n## ${title}\n`,
      ...lines.map((line) => `- ${code(line)}`),
    ]),
  ].join('\n');
}

/** Who was not in, a line each, and whether it was compared all the same: `HO was not compared: out in run 362690`. */
function describePair(partitions: CompareAnswer['partitions']): string[] {
  return partitions.flatMap((pair) => {
    const sides = describeSides(pair);
    if (sides === '') return [];
    const said = pair.compared ? 'was compared though it was' : 'was not compared:';
    return [`${shortPartition(pair.partition)} ${said} ${sides}`];
  });
}

/** What the runs between two others did (rule 14), under titles: `CFGDOC_TXT (HBHE, HF): 392001, 392017`. */
function describeWay(
  { route, changedBack, changedUnread }: CompareAnswer,
  isFull: boolean,
): { title: string; lines: string[] }[] {
  const sections = [
    { title: 'Runs in between that changed it', lines: describeChanges(route) },
    { title: 'Changed in between and changed back', lines: describeChanges(changedBack) },
    { title: 'Changed in between, not read at an end', lines: describeChanges(changedUnread) },
  ];
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => {
      const { first, left } = takeFirst(lines, isFull);
      return { title, lines: [...first, ...sayMore(left)] };
    });
}

/** Partitions that the same runs changed share a line. */
function describeChanges(changes: readonly IntermediateChange[]): string[] {
  const groups = [...groupBy(changes, ({ parameter, runs }) => JSON.stringify([parameter, runs]))];
  return groups
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => {
      const [{ parameter, runs }] = group;
      return `${parameter} (${shortPartitions(group.map(({ partition }) => partition))}): ${listRuns(runs)}`;
    });
}

/** Runs in a row; of many the first and the last few. */
function listRuns(runs: readonly number[]): string {
  if (runs.length <= 6) return runs.join(', ');
  return `${runs.slice(0, 3).join(', ')}, … ${runs.slice(-2).join(', ')} (${runs.length} runs)`;
}
