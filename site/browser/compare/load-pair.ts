import { pairPartitions, refsOfPair } from '../../../model/pair.ts';
import type { PairSide } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import type { ReadValue } from '../../../model/reading.ts';
import type { RunReading } from '../../../model/run.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { valueLink } from '../../../templates/components/links.ts';
import { readText, requireJson } from '../files.ts';
import { isFormatFile, isSettings, isSnapshot } from './documents.ts';

/** Two runs with every value that comparing them looks into. */
export interface LoadedPair {
  readonly from: PairSide;
  readonly to: PairSide;
  readonly readValue: ReadValue;
}

/** The interpretation rules in force. */
export async function loadRules(): Promise<Rules> {
  return loadSettings((await requireJson('api/format.json', isFormatFile)).settings);
}

/**
 * Loads two runs: a snapshot each, and of the long values only those that differ.
 * @param chosen the partitions chosen by hand
 * @throws Error naming the file that cannot be read; a value that cannot is an unreadable reading instead
 */
export async function loadPair(
  rules: Rules,
  runs: readonly [BriefRun, BriefRun],
  chosen: readonly string[],
): Promise<LoadedPair> {
  const [from, to] = await Promise.all([loadSide(runs[0]), loadSide(runs[1])]);
  const compared = pairPartitions(rules, from, to, chosen).filter((pair) => pair.compared);
  const partitions = compared.map(({ partition }) => partition);
  const texts = new Map<string, string>();
  const missing = new Map<string, string>();
  const load = async (ref: string) => {
    try {
      texts.set(ref, await readText(valueLink(ref)));
    } catch (error) {
      missing.set(ref, String(error instanceof Error ? error.message : error));
    }
  };
  await Promise.all(refsOfPair(rules, from, to, partitions).map(load));
  return {
    from: withoutMissing(from, missing),
    to: withoutMissing(to, missing),
    readValue: (value) => (typeof value === 'string' ? value : (texts.get(value.ref) ?? '')),
  };
}

async function loadSide({ run, partitions }: BriefRun): Promise<PairSide> {
  const snapshot = await requireJson(`api/runs/${Math.floor(run / 1000)}/${run}.json`, isSnapshot);
  const inclusion = Object.fromEntries(partitions.map(({ partition, inclusion: how }) => [partition, how]));
  return { run, snapshot, rulesAtReading: await loadSettings(snapshot.settings), inclusion };
}

async function loadSettings(digest: string): Promise<Rules> {
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
