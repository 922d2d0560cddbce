import { gunzipSync, gzipSync } from 'node:zlib';
import { toCanonicalJson } from '../../../archive/documents/canonical.ts';
import { blockOf, encodeName } from '../../../archive/documents/layout.ts';
import { listBlocks, runsOfBlock } from '../../../archive/documents/run-index.ts';
import { readTimelineAt, timelinePaths } from '../../../archive/documents/documents.ts';
import type { Timeline } from '../../../model/change.ts';
import type { Value } from '../../../model/reading.ts';
import { toVisible } from '../../../model/visible.ts';
import { countLinesOf, toValueView } from '../../../templates/components/value.ts';
import type { OwnFolder } from '../../own-folder.ts';
import type { SiteContext } from '../pages/site-context.ts';
import type { PagePlan } from '../plan.ts';
import { encodeParameters, PARAMETERS_FILE, type BriefParameter, type BriefValue } from './format/parameters.ts';
import {
  BLOCKS_FILE,
  decodeBlocks,
  decodeRuns,
  encodeBlocks,
  encodeRuns,
  runsFilePath,
  summariseBlock,
} from './format/runs.ts';
import { encodeStarts, STARTS_FILE } from './format/starts.ts';
import { choosePacked, encodeTexts, textsFilePath } from './format/texts.ts';
import { valuesFilePath, type FoundText } from './format/values.ts';
import { everyShard } from './format/words.ts';
import { readExisting, SEARCH_SCHEMAS, type BlocksFile, type ParametersFile, type RunsFile } from './schema.ts';
import { remakeShards } from './shards.ts';
import { textsOfTimeline } from './timeline-texts.ts';

/**
 * Brings what search and comparison on the pages read up to date. Only the blocks and parameters of the plan are looked at; the
 * rest is taken as it stands in the site. Doing it again mends what was cut short.
 * @throws RunInfoError `site` where a file that stands there is damaged
 */
export async function placeSearch(site: OwnFolder, context: SiteContext, plan: PagePlan): Promise<void> {
  const files = new Map<string, string | Uint8Array>();
  const put = (file: string, document: object) => files.set(file, toCanonicalJson(document));
  const putPacked = (file: string, document: object) => files.set(file, gzipSync(JSON.stringify(document)));
  for (const block of plan.blocks) put(runsFilePath(block), makeRunsFile(context, block));
  if (plan.full || plan.blocks.length > 0) {
    const text = plan.full ? null : site.read(BLOCKS_FILE);
    const standing =
      text === null ? null : readExisting(BLOCKS_FILE, () => SEARCH_SCHEMAS['search-blocks'].parse(JSON.parse(text)));
    put(BLOCKS_FILE, makeBlocksFile(context, plan.blocks, standing));
  }
  if (plan.full || plan.parameterList) {
    put(PARAMETERS_FILE, makeParametersFile(context));
    putPacked(STARTS_FILE, encodeStarts(listTimelines(context)));
  }
  // Of the other blocks, only the lists name their neighbours anew.
  const moved = new Set(plan.runs.map(blockOf));
  for (const block of plan.blocks) {
    const isStale = plan.full || (plan.parameters.length > 0 && moved.has(block)) || !site.has(textsFilePath(block));
    if (isStale) putPacked(textsFilePath(block), encodeTexts(findLongTexts(context, block)));
  }
  if (plan.full || plan.parameters.length > 0) {
    const standing = plan.full ? null : readShards(site);
    const paths = standing === null ? timelinePaths(context.archive) : plan.parameters;
    const shards = remakeShards(new Set(paths.map(idOf)), findTexts(context, paths), standing ?? new Map());
    for (const [shard, file] of shards) putPacked(valuesFilePath(shard), file);
  }
  await site.put(files);
}

/** The text of every shard; null: one is missing, and all have to be rebuilt. */
function readShards(site: OwnFolder): Map<string, string> | null {
  const texts = new Map<string, string>();
  for (const shard of everyShard()) {
    const file = valuesFilePath(shard);
    const packed = site.readBytes(file);
    if (packed === null) return null;
    texts.set(
      shard,
      readExisting(file, () => gunzipSync(packed).toString('utf8')),
    );
  }
  return texts;
}

/** The runs of one block. */
function makeRunsFile({ archive, rules }: SiteContext, block: number): RunsFile {
  return encodeRuns(rules.partitions, runsOfBlock(archive, block));
}

/**
 * The list of blocks.
 * @param moved the blocks that may differ from what stands
 * @param standing the list as it is now; null: there is none, and every block is looked at
 */
function makeBlocksFile(context: SiteContext, moved: readonly number[], standing: BlocksFile | null): BlocksFile {
  const all = listBlocks(context.archive);
  const kept = new Map((standing === null ? [] : decodeBlocks(standing)).map((brief) => [brief.block, brief]));
  for (const block of moved) kept.delete(block);
  const blocks = all.map((block) => kept.get(block) ?? summariseBlock(block, decodeRuns(makeRunsFile(context, block))));
  return encodeBlocks(context.settings.zone, blocks);
}

/** The watched parameters with what they are now. */
function makeParametersFile(context: SiteContext): ParametersFile {
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
        changes: Math.max(0, context.timelines.historyOf(partition, parameter).length - 1),
      };
    }),
  );
  return encodeParameters(partitions, parameters);
}

/** The timelines of the watched parameters. */
function listTimelines({ rules, timelines }: SiteContext): Timeline[] {
  return rules.partitions.flatMap((partition) => [...timelines.all(partition).values()]);
}

/** The long values, by reference, that watched parameters had in a block: those that a run before it brought, too. */
function findLongTexts(context: SiteContext, block: number): Map<string, string> {
  const held = listTimelines(context).flatMap(({ starts }) =>
    starts.filter(({ from }, index) => blockOf(from) <= block && blockOf(starts[index + 1]?.from ?? Infinity) >= block),
  );
  return new Map(choosePacked(held).map((value) => [value.ref, context.readValue(value)]));
}

/**
 * What can be found in the values of some parameters.
 * @param paths their timelines in the archive; nothing is found of one that is gone
 */
function findTexts({ archive }: SiteContext, paths: readonly string[]): FoundText[] {
  return paths.flatMap((path) => {
    const timeline = readTimelineAt(archive, path);
    return timeline === null ? [] : textsOfTimeline(idOf(path), timeline, archive.readValue);
  });
}

/** The parameter of a timeline as search names it: `HCAL_HF/CFGDOC_TXT`. */
function idOf(path: string): string {
  return path.replace(/^parameters\/|\.json$/g, '');
}

function toBriefValue(context: SiteContext, value: Value | null): BriefValue {
  if (value === null) return null;
  const lines = typeof value === 'string' ? 1 : countLinesOf(context.readValue, value);
  return lines > 1 ? lines : toValueView(context, value).text;
}
