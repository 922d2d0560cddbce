import fc from 'fast-check';
import { expect } from 'vitest';
import { addRun, allFiles, DIGEST, RULES, openTiny, tinySnapshot, type TinyReadings } from '../support/tiny-archive.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { matchesAny, type Rules } from '../../model/rules.ts';
import type { Snapshot } from '../../model/run.ts';
import { rebuildDerived } from '../../jobs/diff/job.ts';

const NAMES = ['FM_URL', 'FM_URI', 'FM_ROLE', 'CFGDOC_TXT'];
const PARTITIONS = ['HCAL_HF', 'HCAL_HO'];

/** Interpretation rules by digest: what was tracked, watched and compared as a list at some time. Those in force come first. */
const ALL_RULES: Readonly<Record<string, Rules>> = {
  [DIGEST]: RULES,
  '1111111111111111': { ...RULES, tracked: ['FM_*'] },
  '2222222222222222': { ...RULES, tracked: ['FM_ROLE', 'HCAL_HF:*'], watched: ['FM_ROLE', 'FM_URL'] },
  '3333333333333333': { ...RULES, tracked: ['CFGDOC_TXT', 'EMPTY_FMS'], ignored: ['FM_URI'] },
  '4444444444444444': { ...RULES, partitions: ['HCAL_HF'], list: ['FM_*'] },
};
const DIGESTS = Object.keys(ALL_RULES);

/** Few names and few values, so that runs agree, come back and are held often. */
const reading = fc.constantFrom<(string | null | undefined)[]>('a', 'b', 'b', 'a', 'a ', null, undefined);
const readings: fc.Arbitrary<TinyReadings> = fc
  .tuple(
    ...PARTITIONS.flatMap((partition) =>
      NAMES.map((name) =>
        fc.option(
          reading.map((text) => [`${partition}:${name}`, text] as const),
          { nil: null, freq: 5 },
        ),
      ),
    ),
  )
  .map((pairs) => Object.fromEntries(pairs.filter((pair) => pair !== null)));
const empty = fc.constantFrom<(string[] | null)[]>([], [], [], ['HCAL_HF'], ['HCAL_HO'], null);
/** Half of the runs are read under the rules in force, the others under any. */
const digest = fc.oneof(fc.constant(DIGEST), fc.constantFrom(...DIGESTS));
const history: fc.Arbitrary<Snapshot[]> = fc
  .array(fc.tuple(readings, empty, digest), { minLength: 1, maxLength: 7 })
  .map((runs) =>
    runs.map(([texts, out, settings], index) => readUnder(tinySnapshot(998 + index, texts, out), settings)),
  );

/** A snapshot as it is read under some rules: without the names that these do not track. */
function readUnder(snapshot: Snapshot, settings: string): Snapshot {
  const { partitions, tracked } = ALL_RULES[settings] ?? RULES;
  const isKept = (key: string) => {
    const [partition = '', parameter = ''] = key.split(':');
    return partitions.includes(partition) && matchesAny(tracked, partition, parameter);
  };
  const kept = Object.entries(snapshot.readings).filter(([key]) => isKept(key));
  return { ...snapshot, settings, readings: Object.fromEntries(kept) };
}

/** An archive that knows all rules, those of one digest in force. */
async function openUnder(settings: string): Promise<ArchiveWriter> {
  const archive = await openTiny();
  for (const other of DIGESTS) archive.adoptSettings(ALL_RULES[other] ?? RULES, other);
  archive.adoptSettings(ALL_RULES[settings] ?? RULES, settings);
  return archive;
}

/** Tries that what is derived does not depend on the order in which runs arrive. */
export async function tryAnyOrder(histories: number): Promise<void> {
  const shuffled = history.chain((runs) =>
    fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length })),
  );
  const property = fc.asyncProperty(shuffled, async ([runs, inAnyOrder]) => {
    const [plain, mixed] = [await openUnder(DIGEST), await openUnder(DIGEST)];
    for (const run of runs) addRun(plain, run);
    for (const run of inAnyOrder) addRun(mixed, run);
    expect(allFiles(mixed)).toEqual(allFiles(plain));
  });
  await fc.assert(property, { numRuns: histories });
}

/** Tries the same where the rules in force move between arrivals: what counts is those in force at the end. */
export async function tryMovingRules(histories: number): Promise<void> {
  const arrivals = fc.tuple(history, fc.array(fc.option(fc.constantFrom(...DIGESTS), { freq: 2 }), { maxLength: 7 }));
  const shuffled = arrivals.chain(([runs, moves]) =>
    fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length }), fc.constant(moves)),
  );
  const property = fc.asyncProperty(shuffled, async ([runs, inAnyOrder, moves]) => {
    const [plain, moving] = [await openUnder(DIGEST), await openUnder(DIGEST)];
    for (const run of runs) addRun(plain, run);
    let inForce = RULES;
    const moveTo = (settings: string) => {
      inForce = ALL_RULES[settings] ?? RULES;
      moving.adoptSettings(inForce, settings);
      rebuildDerived(moving, inForce, () => undefined);
    };
    inAnyOrder.forEach((run, index) => {
      const next = moves[index] ?? null;
      if (next !== null) moveTo(next);
      addRun(moving, run, inForce);
    });
    moveTo(DIGEST);
    expect(allFiles(moving)).toEqual(allFiles(plain));
  });
  await fc.assert(property, { numRuns: histories });
}

/** Tries that what is derived does not depend on what an earlier reading of a run said, or under which rules it was read. */
export async function tryEarlierReadings(histories: number): Promise<void> {
  const earlier = fc.tuple(readings, empty, digest);
  const property = fc.asyncProperty(history, earlier, fc.nat(), async (runs, [texts, out, settings], pick) => {
    const [plain, again] = [await openUnder(DIGEST), await openUnder(DIGEST)];
    const chosen = runs[pick % runs.length]?.run ?? 0;
    const first = readUnder(tinySnapshot(chosen, texts, out), settings);
    for (const run of runs) addRun(plain, run);
    for (const run of runs) addRun(again, run.run === chosen ? first : run);
    for (const run of runs) if (run.run === chosen) addRun(again, run);
    expect(allFiles(again)).toEqual(allFiles(plain));
  });
  await fc.assert(property, { numRuns: histories });
}

/** Tries that what is derived is the same when everything is recomputed. */
export async function tryRebuilding(histories: number): Promise<void> {
  const property = fc.asyncProperty(history, async (runs) => {
    const archive = await openUnder(DIGEST);
    for (const run of runs) addRun(archive, run);
    const before = allFiles(archive);
    rebuildDerived(archive, RULES, () => undefined);
    expect(allFiles(archive)).toEqual(before);
  });
  await fc.assert(property, { numRuns: histories });
}
