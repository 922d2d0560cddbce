import { kindLabel } from '../../model/labels.ts';
import { readState } from '../../jobs/state.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { ChangesAnswer, NotArchivedAnswer } from '../../queries/schema.ts';
import { LAYOUT_OPTIONS, MARKDOWN_OPTION, PARTITION_OPTION, type CommandSpec } from '../command.ts';
import { choosePartitions, makeLayout, makeSayStart, resolveRun } from '../context.ts';
import { describeBase, describeCauses, printEntries, printIgnored, printNotCompared } from '../print/entries.ts';
import { code, entriesMarkdown, listIgnored, listNotCompared, plain } from '../print/markdown.ts';
import { foldLines, printable, type Layout } from '../print/style.ts';

/** What a run changed, by default the newest. Exits with 1 where the run is not archived. */
export const command: CommandSpec = {
  usage: 'changes [run]',
  description: 'what a run changed; without a run, the newest archived one',
  options: [PARTITION_OPTION, ...LAYOUT_OPTIONS, MARKDOWN_OPTION],
  examples: ['changes', 'changes 393027 --partition HF', 'changes latest --markdown'],
  run: async (context, [runText = 'latest'], options) => {
    const archive = context.openArchive();
    const run = resolveRun(archive, runText);
    const open = readState(context.settings.state)?.open[run];
    const { rules } = context.settings;
    const chosen = choosePartitions(archive, context, options);
    const answer: ChangesAnswer | NotArchivedAnswer =
      open?.kind === 'waiting' || open?.kind === 'quarantined'
        ? { run, changes: null, notArchived: { kind: 'open', why: open.why } }
        : queryChanges(archive, rules, run, chosen, context.isJson);
    const start = makeSayStart(archive, context)(run);
    context.answer(answer, () =>
      answer.changes === null
        ? printNotArchived(answer, start)
        : options.has('markdown')
          ? changesMarkdown(answer, start, options.has('full'))
          : printChanges(answer, start, makeLayout(context, options)),
    );
    return answer.changes === null ? 1 : 0;
  },
};

/** What a run changed, for a terminal. @param start when it began, in words */
export function printChanges(answer: ChangesAnswer, start: string, layout: Layout): string {
  const { style, width, isFull } = layout;
  const heading = [
    style.bold(`Run ${answer.run}: ${printable(answer.headline)}`),
    style.dim(start),
    ...answer.partitions.map(describeBase),
    ...describeCauses(answer.changes).map(printable),
  ];
  const rest = [
    ...printNotCompared(answer.during.notCompared, isFull, 'Not compared with its end:'),
    ...printIgnored(answer.suppressed, isFull),
  ];
  return [
    ...foldLines(heading, width),
    ...printEntries(answer.changes, layout),
    ...foldLines(printNotCompared(answer.notCompared, isFull), width),
    ...(answer.during.changes.length > 0 ? ['', 'Changed during the run:'] : []),
    ...printEntries(answer.during.changes, layout),
    ...foldLines(rest, width),
  ].join('\n');
}

/** What a run changed as Markdown. @param start when it began, in words */
export function changesMarkdown(answer: ChangesAnswer, start: string, isFull: boolean): string {
  const { during } = answer;
  return [
    `# Run ${answer.run}: ${plain(answer.headline)}\n`,
    `- ${start}`,
    ...answer.partitions.map((partition) => `- ${describeBase(partition).replace(/ +/, ' ')}`),
    ...describeCauses(answer.changes).map((line) => `\n${code(line)}`),
    ...entriesMarkdown(answer.changes, isFull),
    ...listNotCompared(answer.notCompared, isFull),
    ...(during.changes.length > 0 ? ['\n# Changed during the run'] : []),
    ...entriesMarkdown(during.changes, isFull),
    ...listNotCompared(during.notCompared, isFull, 'Not compared with its end'),
    ...listIgnored(answer.suppressed, isFull),
  ].join('\n');
}

function printNotArchived({ run, notArchived }: NotArchivedAnswer, start: string): string {
  return `Run ${run} is not archived: ${kindLabel(notArchived.kind)}, ${printable(notArchived.why)}\n${start}`;
}
