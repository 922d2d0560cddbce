import { headline } from '../../model/summary.ts';
import { INCLUSION_LABELS, shortPartition, shortPartitions } from '../../model/labels.ts';
import type { EntryAnswer } from '../../queries/schema.ts';
import type { CompareAnswer } from '../../queries/schema.ts';

/** Lines of one parameter's difference without `--full`. */
const SHOWN = 20;

/** The difference of two runs as Markdown, for an e-log. @param starts when both began, in words */
export function compareMarkdown(answer: CompareAnswer, starts: readonly string[], isFull: boolean): string {
  const left = answer.partitions.filter(({ compared }) => !compared);
  return [
    `# Run ${answer.from} to run ${answer.to}: ${headline(answer.changes)}\n`,
    ...starts.map((line) => `- ${line}`),
    ...left.map(
      ({ partition, from, to }) =>
        `\n${shortPartition(partition)} was not compared: ${INCLUSION_LABELS[from.inclusion]}, then ${INCLUSION_LABELS[to.inclusion]}.`,
    ),
    ...answer.changes.map((entry) => entryMarkdown(entry, isFull)),
    ...(answer.notCompared.length > 0 ? ['\n## Not compared\n'] : []),
    ...answer.notCompared.map(
      ({ parameter, partitions, side, why }) =>
        `- ${code(parameter)} (${shortPartitions(partitions)}): ${side} is unreadable, ${why}`,
    ),
  ].join('\n');
}

/** The changes of some entries as Markdown sections. */
export function entryMarkdown(entry: EntryAnswer, isFull: boolean): string {
  const lines = entry.hunks.flatMap((hunk) => [
    ['@@ line', hunk.toLine, '@@', ...hunk.path.map((heading) => `› ${heading}`)].join(' '),
    ...hunk.lines.map(({ op, text }) => `${op}${text}`),
  ]);
  const shown = isFull || lines.length <= SHOWN ? lines : lines.slice(0, SHOWN);
  const fence = '`'.repeat(Math.max(3, longestTicks(shown) + 1));
  const title = `\n## ${code(entry.parameter)} (${shortPartitions(entry.partitions)}) ${entry.kind}, +${entry.added} −${entry.removed}\n`;
  const cut = shown.length < lines.length ? [`\n${lines.length - shown.length} more lines left out.`] : [];
  return [title, `${fence}diff`, ...shown, fence, ...cut].join('\n');
}

function code(text: string): string {
  const ticks = '`'.repeat(longestTicks([text]) + 1);
  return `${ticks}${text}${ticks}`;
}

function longestTicks(lines: readonly string[]): number {
  return Math.max(0, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((ticks) => ticks.length)));
}
