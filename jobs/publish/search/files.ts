import { listBlocks, runsOfBlock } from '../../../archive/documents/run-index.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import { encodeName } from '../../../archive/documents/layout.ts';
import { encodeParameters } from './format/parameters.ts';
import type { BriefParameter, BriefValue } from './format/parameters.ts';
import { decodeRuns, encodeRuns } from './format/runs.ts';
import type { FoundText } from './format/values.ts';
import { decodeBlocks, encodeBlocks, summariseBlock } from './format/blocks.ts';
import type { BlocksFile, ParametersFile, RunsFile } from './schema.ts';
import type { Value } from '../../../model/reading.ts';
import { toVisible } from '../../../model/visible.ts';
import type { SiteContext } from '../pages/site-context.ts';
import { countLinesOf, toValueView } from '../../../templates/components/value.ts';
import { textsOfTimeline } from './timeline-texts.ts';

/** The runs of one block. */
export function makeRunsFile({ archive, rules }: SiteContext, block: number): RunsFile {
  return encodeRuns(rules.partitions, runsOfBlock(archive, block));
}

/**
 * The list of blocks.
 * @param moved the blocks that may differ from what stands
 * @param standing the list as it is now; null: there is none, and every block is looked at
 */
export function makeBlocksFile(
  context: SiteContext,
  moved: readonly number[],
  standing: BlocksFile | null,
): BlocksFile {
  const all = listBlocks(context.archive);
  const known = new Map((standing === null ? [] : decodeBlocks(standing)).map((one) => [one.block, one]));
  for (const block of moved) known.delete(block);
  const blocks = all.map(
    (block) => known.get(block) ?? summariseBlock(block, decodeRuns(makeRunsFile(context, block))),
  );
  return encodeBlocks(context.settings.zone, blocks);
}

/** The watched parameters with what they are now. */
export function makeParametersFile(context: SiteContext): ParametersFile {
  const partitions = context.rules.partitions.map((partition) => ({ partition, folder: encodeName(partition) }));
  const parameters = partitions.flatMap(({ partition, folder }) =>
    [...context.timelines.all(partition).values()].map(({ parameter, starts }): BriefParameter => {
      const newest = starts.at(-1);
      return {
        partition,
        parameter: toVisible(parameter),
        id: `${folder}/${encodeName(parameter)}`,
        value: toBriefValue(context, newest?.value ?? null),
        since: newest?.from ?? 0,
        changes: Math.max(0, starts.length - 1),
      };
    }),
  );
  return encodeParameters(partitions, parameters);
}

/**
 * What can be found in the values of some parameters.
 * @param paths their timelines in the archive; nothing is found of one that is gone
 */
export function findTexts({ archive }: SiteContext, paths: readonly string[]): FoundText[] {
  return paths.flatMap((path) => {
    const timeline = readTimelineAt(archive, path);
    return timeline === null ? [] : textsOfTimeline(idOf(path), timeline, archive.readValue);
  });
}

/** The parameter of a timeline as search names it: `HCAL_HF/CFGDOC_TXT`. */
export function idOf(path: string): string {
  return path.replace(/^parameters\/|\.json$/g, '');
}

function toBriefValue(context: SiteContext, value: Value | null): BriefValue {
  if (value === null) return null;
  const lines = typeof value === 'string' ? 1 : countLinesOf(context.readValue, value);
  return lines > 1 ? lines : toValueView(context, value).text;
}
