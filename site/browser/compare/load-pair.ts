import { pairPartitions, refsOfPair, type PairSide } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import type { ReadValue } from '../../../model/reading.ts';
import type { RunReading } from '../../../model/run.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { valueLink } from '../../../templates/components/links.ts';
import { readText, requireJson } from '../files.ts';
import { loadTexts } from '../search/files.ts';
import { isRules, isSettings, isSnapshot } from './documents.ts';

/** Two runs with every value that comparing them looks into. */
export interface LoadedPair {
  readonly from: PairSide;
  readonly to: PairSide;
  readonly readValue: ReadValue;
}

/** What the page itself says: the interpretation rules in force, with their digest, and the time zone of the site. */
export interface Given {
  readonly rules: Rules;
  readonly digest: string;
  readonly zone: string;
}

/** Reads what the page says. Throws Error where it does not say it. */
export function readGiven({ dataset }: HTMLElement): Given {
  const rules: unknown = JSON.parse(dataset['rules'] ?? '');
  if (!isRules(rules)) throw new Error('this page does not name the rules: load it again');
  return { rules, digest: dataset['digest'] ?? '', zone: dataset['zone'] ?? 'UTC' };
}

/**
 * Loads two runs: a snapshot each, and of the long values only those that differ.
 * @param chosen the partitions chosen by hand
 * @throws Error naming the file that cannot be read; a value that cannot is an unreadable reading instead
 */
export async function loadPair(
  given: Given,
  runs: readonly [BriefRun, BriefRun],
  chosen: readonly string[],
): Promise<LoadedPair> {
  const { rules } = given;
  const [from, to] = await Promise.all([loadSide(given, runs[0]), loadSide(given, runs[1])]);
  const compared = pairPartitions(rules, from, to, chosen).filter((pair) => pair.compared);
  const partitions = compared.map(({ partition }) => partition);
  const refs = refsOfPair(rules, from, to, partitions);
  const texts = new Map(refs.length === 0 ? [] : await loadTextsOf(runs));
  const missing = new Map<string, string>();
  const load = async (ref: string) => {
    try {
      texts.set(ref, await readText(valueLink(ref)));
    } catch (error) {
      missing.set(ref, String(error instanceof Error ? error.message : error));
    }
  };
  await Promise.all(refs.filter((ref) => !texts.has(ref)).map(load));
  return {
    from: withoutMissing(from, missing),
    to: withoutMissing(to, missing),
    readValue: (value) => (typeof value === 'string' ? value : (texts.get(value.ref) ?? '')),
  };
}

/** The long values of the blocks of two runs. What is not among them, or cannot be read, has a file of its own. */
async function loadTextsOf(runs: readonly [BriefRun, BriefRun]): Promise<[ref: string, text: string][]> {
  const blocks = new Set(runs.map(({ run }) => Math.floor(run / 1000)));
  const texts = await Promise.all([...blocks].map((block) => loadTexts(block).catch(() => new Map<string, string>())));
  return texts.flatMap((ofBlock) => [...ofBlock]);
}

async function loadSide({ rules, digest }: Given, { run, partitions }: BriefRun): Promise<PairSide> {
  const snapshot = await requireJson(`api/runs/${Math.floor(run / 1000)}/${run}.json`, isSnapshot);
  const inclusion = Object.fromEntries(partitions.map(({ partition, inclusion: how }) => [partition, how]));
  if (snapshot.settings === digest) return { run, snapshot, rulesAtReading: rules, inclusion };
  const rulesAtReading = await loadRules(snapshot.settings);
  // Loaded where it is needed: most runs were read under the rules in force.
  const { underRules } = await import('../../../model/under-rules.ts');
  return { run, snapshot: underRules(snapshot, rulesAtReading, rules), rulesAtReading, inclusion };
}

async function loadRules(digest: string): Promise<Rules> {
  return (await requireJson(`api/settings/${digest}.json`, isSettings)).rules;
}

/** A value whose file cannot be read was not read: it is neither the same nor different (rule 7). */
function withoutMissing(side: PairSide, missing: ReadonlyMap<string, string>): PairSide {
  const readings = Object.entries(side.snapshot.readings).map(([key, reading]): [string, RunReading] => {
    const ref = reading.kind === 'value' && typeof reading.value !== 'string' ? reading.value.ref : '';
    const why = missing.get(ref);
    return [key, why === undefined ? reading : { kind: 'unreadable', why }];
  });
  return { ...side, snapshot: { ...side.snapshot, readings: Object.fromEntries(readings) } };
}
