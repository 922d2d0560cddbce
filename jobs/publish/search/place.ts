import { toCanonicalJson } from '../../../archive/documents/canonical.ts';
import { PARAMETERS_FILE } from './format/parameters.ts';
import { runsFilePath } from './format/runs.ts';
import { THOUSANDS_FILE } from './format/thousands.ts';
import type { ThousandsFile } from './format/thousands.ts';
import { valuesFilePath } from './format/values.ts';
import { everyShard } from './format/words.ts';
import type { SiteFolder } from '../place.ts';
import type { PagePlan } from '../plan.ts';
import { timelinePaths } from '../../../archive/documents/documents.ts';
import type { Facts } from '../pages/facts.ts';
import { findTexts, idOf, makeParametersFile, makeRunsFile, makeThousandsFile } from './files.ts';
import { remakeShards } from './shards.ts';
import { parseStanding } from './standing.ts';

/**
 * Brings what the search on the pages reads up to date. Only the thousands and parameters of the plan are looked at; the
 * rest is taken as it stands in the site. Doing it again mends what was cut short.
 * @throws RunInfoError `site` where a file that stands there is damaged
 */
export async function placeSearch(site: SiteFolder, facts: Facts, plan: PagePlan): Promise<void> {
  const files = new Map<string, string>();
  const put = (file: string, document: object) => files.set(file, toCanonicalJson(document));
  for (const thousand of plan.thousands) put(runsFilePath(thousand), makeRunsFile(facts, thousand));
  if (plan.full || plan.thousands.length > 0) {
    const text = plan.full ? null : site.read(THOUSANDS_FILE);
    const standing = text === null ? null : (parseStanding(THOUSANDS_FILE, text) as ThousandsFile);
    put(THOUSANDS_FILE, makeThousandsFile(facts, plan.thousands, standing));
  }
  if (plan.full || plan.parameterList) put(PARAMETERS_FILE, makeParametersFile(facts));
  if (plan.full || plan.parameters.length > 0) {
    const standing = plan.full ? null : readShards(site);
    const paths = standing === null ? timelinePaths(facts.archive) : plan.parameters;
    const shards = remakeShards(new Set(paths.map(idOf)), findTexts(facts, paths), standing ?? new Map());
    for (const [shard, file] of shards) put(valuesFilePath(shard), file);
  }
  await site.put(files);
}

/** The text of every shard; null: one is missing, and all have to be made anew. */
function readShards(site: SiteFolder): Map<string, string> | null {
  const texts = new Map<string, string>();
  for (const shard of everyShard()) {
    const text = site.read(valuesFilePath(shard));
    if (text === null) return null;
    texts.set(shard, text);
  }
  return texts;
}
