import { readSnapshot } from '../../archive/documents/documents.ts';
import { RunInfoError } from '../../model/errors.ts';
import { inclusionsOf } from '../../model/snapshot.ts';
import { interpretRun, toSnapshot, type Interpretation } from '../../model/interpret.ts';
import type { Snapshot } from '../../model/run.ts';
import type { PairSide } from '../../model/pair.ts';
import { RowReader } from '../../model/row.ts';
import { writeTime } from '../../model/time.ts';
import { describeSides } from '../../model/headline.ts';
import { kindLabel, shortPartition, shortPartitions } from '../../model/labels.ts';
import { toVisible } from '../../model/visible.ts';
import { compareText, groupBy } from '../../model/lists.ts';
import type { IntermediateChange } from '../../model/timeline.ts';
import { loadSide, queryCompare } from '../../queries/compare.ts';
import type { CompareAnswer } from '../../queries/schema.ts';
import { LAYOUT_OPTIONS, MARKDOWN_OPTION, PARTITION_OPTION, type CommandSpec } from '../command.ts';
import { choosePartitions, makeLayout, resolveKnown, resolveRun, type Context } from '../context.ts';
import { printEntries, printIgnored, printNotCompared, sayMore, takeFirst } from '../print/entries.ts';
import { code, entriesMarkdown, listIgnored, listNotCompared, plain } from '../print/markdown.ts';
import { foldLines, printable, type Layout } from '../print/style.ts';

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
    const isLive = options.has('live');
    const load = async (text: string): Promise<Loaded> => {
      if (!isLive) return { side: loadSide(archive, resolveKnown(archive, context, text)), note: '' };
      const run = resolveRun(archive, text);
      return readSnapshot(archive, run) === null ? readLive(context, run) : { side: loadSide(archive, run), note: '' };
    };
    const loaded = [await load(fromText), await load(toText)] as const;
    const [from, to] = loaded;
    const answer = queryCompare(archive, rules, from.side, to.side, chosen, context.isJson);
    const starts = loaded.map(
      ({ side: { run, snapshot }, note }) => `${run}: ${writeTime(snapshot.start, context.settings.zone)}${note}`,
    );
    context.answer(answer, () =>
      options.has('markdown')
        ? compareMarkdown(answer, starts, options.has('full'))
        : printCompare(answer, starts, makeLayout(context, options)),
    );
    return 0;
  },
};

/** A side of the pair, and what somebody should know of it; empty: it is archived. */
interface Loaded {
  readonly side: PairSide;
  readonly note: string;
}

/** Reads a run that is not archived, a local one say, from the source; nothing is written. */
async function readLive({ settings, environment }: Context, run: number): Promise<Loaded> {
  const { rules, rulesDigest, seal } = settings;
  const { openSource } = await import('../../jobs/snapshot/sources/index.ts');
  const source = openSource(settings.source, { ...settings, recent: environment.now() });
  try {
    const rows = await source.readRun(run);
    if (rows.length === 0) {
      throw new RunInfoError('not-found', `the source has nothing of run ${run}: check the number`);
    }
    const reader = new RowReader(rules, seal);
    const snapshot = toSnapshot(run, rows, rules, rulesDigest, reader);
    const side = { run, snapshot, rulesAtReading: rules, inclusion: inclusionsOf(snapshot, rules) };
    return { side, note: describeLive(snapshot, interpretRun(run, rows, rules, rulesDigest, reader)) };
  } finally {
    await source.close();
  }
}

/** What there is to know of a run that is not archived: it may be half a run. */
function describeLive({ stop }: Snapshot, read: Interpretation): string {
  if (read.kind !== 'archived') return `, not archived: ${kindLabel(read.kind)}, ${toVisible(read.why)}`;
  return stop === null ? ', not archived: it has no stop yet, more may be written' : ', not archived';
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
    ...starts.map((line) => `- ${plain(line)}`),
    ...describePair(answer.partitions).map((line) => `\n${line}.`),
    ...entriesMarkdown(answer.changes, isFull),
    ...listNotCompared(answer.notCompared, isFull),
    ...describeWay(answer, isFull).flatMap(({ title, lines }) => [
      `\n## ${title}\n`,
      ...lines.map((line) => `- ${code(line)}`),
    ]),
    ...listIgnored(answer.suppressed, isFull),
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
    { title: 'May have changed in between: not known at an end', lines: describeChanges(changedUnread) },
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
