import { toCanonicalJson } from '../../../archive/documents/canonical.ts';
import { PARAMETERS_FILE } from './format/parameters.ts';
import { runsFilePath } from './format/runs.ts';
import { BLOCKS_FILE } from './format/blocks.ts';
import { valuesFilePath } from './format/values.ts';
import { everyShard } from './format/words.ts';
import type { OwnFolder } from '../../own-folder.ts';
import type { PagePlan } from '../plan.ts';
import { timelinePaths } from '../../../archive/documents/timelines.ts';
import type { SiteContext } from '../pages/site-context.ts';
import { findTexts, idOf, makeParametersFile, makeRunsFile, makeBlocksFile } from './files.ts';
import { parseExisting, SEARCH_SCHEMAS } from './schema.ts';
import { remakeShards } from './shards.ts';

/**
 * Brings what the search on the pages reads up to date. Only the blocks and parameters of the plan are looked at; the
 * rest is taken as it stands in the site. Doing it again mends what was cut short.
 * @throws RunInfoError `site` where a file that stands there is damaged
 */
export async function placeSearch(site: OwnFolder, context: SiteContext, plan: PagePlan): Promise<void> {
  const files = new Map<string, string>();
  const put = (file: string, document: object) => files.set(file, toCanonicalJson(document));
  for (const block of plan.blocks) put(runsFilePath(block), makeRunsFile(context, block));
  if (plan.full || plan.blocks.length > 0) {
    const text = plan.full ? null : site.read(BLOCKS_FILE);
    const standing = text === null ? null : parseExisting(BLOCKS_FILE, text, SEARCH_SCHEMAS['search-blocks']);
    put(BLOCKS_FILE, makeBlocksFile(context, plan.blocks, standing));
  }
  if (plan.full || plan.parameterList) put(PARAMETERS_FILE, makeParametersFile(context));
  if (plan.full || plan.parameters.length > 0) {
    const standing = plan.full ? null : readShards(site);
    const paths = standing === null ? timelinePaths(context.archive) : plan.parameters;
    const shards = remakeShards(new Set(paths.map(idOf)), findTexts(context, paths), standing ?? new Map());
    for (const [shard, file] of shards) put(valuesFilePath(shard), file);
  }
  await site.put(files);
}

/** The text of every shard; null: one is missing, and all have to be rebuilt. */
function readShards(site: OwnFolder): Map<string, string> | null {
  const texts = new Map<string, string>();
  for (const shard of everyShard()) {
    const text = site.read(valuesFilePath(shard));
    if (text === null) return null;
    texts.set(shard, text);
  }
  return texts;
}
