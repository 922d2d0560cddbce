import fc from 'fast-check';
import { expect } from 'vitest';
import { addRun, allFiles, DIGEST, RULES, openTiny, tinySnapshot } from '../support/tiny-archive.ts';
import type { TinyReadings } from '../support/tiny-archive.ts';
import type { Snapshot } from '../../model/run.ts';
import { rebuildDerived } from '../../jobs/diff/rebuild.ts';

const NAMES = ['FM_URL', 'FM_URI', 'FM_ROLE', 'CFGDOC_TXT'];

/** Few names and few values, so that runs agree, come back and are held often. */
const reading = fc.constantFrom<(string | null | undefined)[]>('a', 'b', 'b', 'a', 'a ', null, undefined);
const readings: fc.Arbitrary<TinyReadings> = fc
  .tuple(
    ...['HCAL_HF', 'HCAL_HO'].flatMap((partition) =>
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
const history: fc.Arbitrary<Snapshot[]> = fc
  .array(fc.tuple(readings, empty), { minLength: 1, maxLength: 7 })
  .map((runs) => runs.map(([texts, out], index) => tinySnapshot(998 + index, texts, out)));

/** Tries that what is derived does not depend on the order in which runs arrive. */
export async function tryAnyOrder(histories: number): Promise<void> {
  const shuffled = history.chain((runs) =>
    fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length })),
  );
  const property = fc.asyncProperty(shuffled, async ([runs, inAnyOrder]) => {
    const [plain, mixed] = [await openTiny(), await openTiny()];
    for (const run of runs) addRun(plain, run);
    for (const run of inAnyOrder) addRun(mixed, run);
    expect(allFiles(mixed)).toEqual(allFiles(plain));
  });
  await fc.assert(property, { numRuns: histories });
}

/** Tries that what is derived does not depend on what an earlier reading of a run said. */
export async function tryEarlierReadings(histories: number): Promise<void> {
  const property = fc.asyncProperty(history, readings, empty, fc.nat(), async (runs, texts, out, pick) => {
    const [plain, again] = [await openTiny(), await openTiny()];
    const chosen = runs[pick % runs.length]?.run ?? 0;
    for (const run of runs) addRun(plain, run);
    for (const run of runs) addRun(again, run.run === chosen ? tinySnapshot(chosen, texts, out) : run);
    for (const run of runs) if (run.run === chosen) addRun(again, run);
    expect(allFiles(again)).toEqual(allFiles(plain));
  });
  await fc.assert(property, { numRuns: histories });
}

/** Tries that what is derived is the same when everything is recomputed. */
export async function tryRebuilding(histories: number): Promise<void> {
  const property = fc.asyncProperty(history, async (runs) => {
    const archive = await openTiny();
    for (const run of runs) addRun(archive, run);
    const before = allFiles(archive);
    archive.adoptSettings(RULES, DIGEST);
    rebuildDerived(archive, RULES, () => undefined);
    expect(allFiles(archive)).toEqual(before);
  });
  await fc.assert(property, { numRuns: histories });
}
