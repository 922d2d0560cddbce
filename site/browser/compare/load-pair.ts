import { pairPartitions, refsOfPair } from '../../../model/pair.ts';
import type { PairSide } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import type { ReadValue } from '../../../model/reading.ts';
import type { Inclusion, RunReading, Snapshot } from '../../../model/run.ts';
import { readJson, readText } from '../files.ts';

/** Two runs with every value that comparing them looks into. */
export interface LoadedPair {
  readonly from: PairSide;
  readonly to: PairSide;
  readonly readValue: ReadValue;
}

/** The interpretation rules in force. */
export async function loadRules(): Promise<Rules> {
  const format = await readJson<{ settings: string }>('api/format.json');
  if (format === null) throw new Error('nothing is archived yet: api/format.json is not there');
  return loadSettings(format.settings);
}

/**
 * Loads two runs: a snapshot each, and of the long values only those that differ.
 * @param inclusions how each partition took part, for both runs
 * @throws FileError naming the file that cannot be read; a value that cannot is an unreadable reading instead
 */
export async function loadPair(
  rules: Rules,
  runs: readonly [number, number],
  inclusions: readonly [PairSide['inclusion'], PairSide['inclusion']],
  chosen: readonly string[],
): Promise<LoadedPair> {
  const [from, to] = await Promise.all([loadSide(runs[0], inclusions[0]), loadSide(runs[1], inclusions[1])]);
  const compared = pairPartitions(rules, from, to, chosen).filter((one) => one.compared);
  const refs = refsOfPair(
    rules,
    from,
    to,
    compared.map(({ partition }) => partition),
  );
  const texts = new Map<string, string>();
  const missing = new Map<string, string>();
  await Promise.all(
    refs.map((ref) =>
      readText(valuePath(ref)).then(
        (text) => texts.set(ref, text),
        (error: unknown) => missing.set(ref, error instanceof Error ? error.message : String(error)),
      ),
    ),
  );
  return {
    from: withoutMissing(from, missing),
    to: withoutMissing(to, missing),
    readValue: (value) => (typeof value === 'string' ? value : (texts.get(value.ref) ?? '')),
  };
}

/** Where the text of a long value stands, relative to the root. */
export function valuePath(ref: string): string {
  return `api/values/${ref.slice(0, 2)}/${ref}.txt`;
}

async function loadSide(run: number, inclusion: Readonly<Record<string, Inclusion>>): Promise<PairSide> {
  const path = `api/runs/${Math.floor(run / 1000)}/${run}.json`;
  const snapshot = await readJson<Snapshot>(path);
  if (snapshot === null) throw new Error(`run ${run} has no snapshot here: ${path} is not there`);
  return { run, snapshot, rulesAtReading: await loadSettings(snapshot.settings), inclusion };
}

async function loadSettings(digest: string): Promise<Rules> {
  const path = `api/settings/${digest}.json`;
  const settings = await readJson<{ rules: Rules }>(path);
  if (settings === null) throw new Error(`the settings that runs were read under are missing: ${path}`);
  return settings.rules;
}

/** A value whose file cannot be read was not read: it is neither the same nor different (rule 7). */
function withoutMissing(side: PairSide, missing: ReadonlyMap<string, string>): PairSide {
  if (missing.size === 0) return side;
  const readings = Object.entries(side.snapshot.readings).map(([key, reading]): [string, RunReading] => {
    const ref = reading.kind === 'value' && typeof reading.value !== 'string' ? reading.value.ref : '';
    const why = missing.get(ref);
    return [key, why === undefined ? reading : { kind: 'unreadable', why }];
  });
  return { ...side, snapshot: { ...side.snapshot, readings: Object.fromEntries(readings) } };
}
