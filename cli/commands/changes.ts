import { KIND_LABELS, NOT_COMPARED_LABELS, SKIPPED_LABELS, shortPartition } from '../../model/labels.ts';
import { readState } from '../../jobs/state.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { ChangesAnswer, NotArchivedAnswer, PartitionAnswer } from '../../queries/schema.ts';
import { LAYOUT_OPTIONS, parseRun } from '../command.ts';
import type { CommandSpec } from '../command.ts';
import { makeLayout, makeSayStart, openForReading } from '../context.ts';
import { printCauses, printEntries, printIgnored, printNotCompared } from '../print/entries.ts';
import { printable } from '../print/style.ts';
import type { Layout } from '../print/style.ts';

/** What a run changed. Exits with 1 where the run is not archived. */
export const command: CommandSpec = {
  usage: 'changes <run>',
  description: 'what a run changed',
  options: LAYOUT_OPTIONS,
  run: async (context, [runText = ''], options) => {
    const run = parseRun(runText);
    const open = readState(context.settings.state)?.open[run];
    const archive = openForReading(context);
    const answer: ChangesAnswer | NotArchivedAnswer =
      open?.kind === 'waiting' || open?.kind === 'quarantined'
        ? { run, changes: null, notArchived: { kind: 'open', why: open.why } }
        : queryChanges(archive, context.settings.rules, run);
    const start = makeSayStart(archive, context)(run);
    context.answer(answer, () =>
      answer.changes === null
        ? printNotArchived(answer, start)
        : printChanges(answer, start, makeLayout(context, options)),
    );
    return answer.changes === null ? 1 : 0;
  },
};

/** What a run changed, for a terminal. @param start when it began, in words */
export function printChanges(answer: ChangesAnswer, start: string, layout: Layout): string {
  return [
    layout.style.bold(`Run ${answer.run}: ${printable(answer.headline)}`),
    layout.style.dim(start),
    ...answer.partitions.map(printPartition),
    ...printCauses(answer.changes),
    ...printEntries(answer.changes, layout),
    ...printNotCompared(answer.notCompared),
    ...(answer.during.changes.length > 0 ? ['', 'Changed during the run:'] : []),
    ...printEntries(answer.during.changes, layout),
    ...printNotCompared(answer.during.notCompared, 'Not compared with its end:'),
    ...printIgnored(answer.suppressed, layout.isFull),
  ].join('\n');
}

/** `HBHE  against 393022 (2 passed over: 393024 out, 393025 gap), same as 392017`. */
function printPartition({ partition, inclusion, base, skipped, sameAs }: PartitionAnswer): string {
  const name = shortPartition(partition).padEnd(6);
  if (base === null) return `${name} ${NOT_COMPARED_LABELS[inclusion === 'in' ? 'first' : inclusion]}`;
  const passed = skipped.map(({ run, why }) => `${run} ${SKIPPED_LABELS[why]}`).slice(-4);
  const over = skipped.length === 0 ? '' : ` (${skipped.length} passed over: ${passed.join(', ')})`;
  const same = sameAs === null || sameAs === base ? '' : `, same configuration as run ${sameAs}`;
  return `${name} against ${base}${over}${same}`;
}

function printNotArchived({ run, notArchived }: NotArchivedAnswer, start: string): string {
  return `Run ${run} is not archived: ${KIND_LABELS[notArchived.kind]}, ${printable(notArchived.why)}\n${start}`;
}
