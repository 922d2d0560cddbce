import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChanges, readSnapshot } from '../archive/documents/documents.ts';
import type { ArchiveWriter } from '../archive/store/writer.ts';
import { ungroupChanges } from '../model/entries.ts';
import { sameValue, type Value } from '../model/reading.ts';
import { addRun, openTiny, tinySnapshot, RULES } from '../test/support/tiny-archive.ts';
import { queryBlame } from './blame.ts';
import { queryChanges } from './changes.ts';
import type { ChangesAnswer } from './schema.ts';
import { loadSide, queryCompare } from './compare.ts';
import { queryReport } from './report.ts';
import { runsLike } from './same-configuration.ts';

const NAMES = ['FM_URL', 'FM_URI', 'FM_ROLE'];
const FIRST = 998;

/** Histories of one partition that is in or out, with few values, so that they come back often. Nothing is held back. */
const history = fc.array(
  fc.tuple(fc.tuple(...NAMES.map(() => fc.constantFrom('a', 'b', 'c'))), fc.constantFrom(true, true, true, false)),
  { minLength: 1, maxLength: 10 },
);

type Run = readonly [readonly string[], boolean];

async function archiveOf(runs: readonly Run[]): Promise<ArchiveWriter> {
  const archive = await openTiny();
  runs.forEach(([values, isIn], index) => {
    const readings = Object.fromEntries(NAMES.map((name, place) => [`HCAL_HF:${name}`, values[place]]));
    addRun(archive, tinySnapshot(FIRST + index, readings, isIn ? [] : ['HCAL_HF']));
  });
  return archive;
}

/** The runs that had the partition in, oldest first. */
const included = (runs: readonly Run[]) =>
  runs.map(([values, isIn], index) => ({ run: FIRST + index, values, isIn })).filter(({ isIn }) => isIn);

describe('blame', () => {
  it('agrees with a walk over all snapshots', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.nat(2), async (runs, pick, place) => {
        const known = included(runs);
        const asked = known[pick % Math.max(1, known.length)];
        if (asked === undefined) return;
        const archive = await archiveOf(runs);
        const upTo = known.filter(({ run }) => run <= asked.run);
        const value = asked.values[place];
        const lastOther = upTo.findLastIndex(({ values }) => values[place] !== value);
        const stay = upTo.slice(lastOther + 1);
        const next = known.find(({ run, values }) => run > asked.run && values[place] !== value);
        expect(queryBlame(archive, RULES, asked.run, 'HCAL_HF', NAMES[place] ?? '')).toMatchObject({
          value,
          introduced: stay[0]?.run,
          runs: stay.length,
          until: next?.run ?? null,
          ...(lastOther < 0 ? {} : { replaced: upTo[lastOther]?.values[place] }),
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('knows when a value was there before, and that it flaps', async () => {
    const values = ['a', 'b', 'a', 'b', 'a', 'b'];
    const archive = await archiveOf(values.map((value): Run => [[value, 'x', 'x'], true]));
    expect(queryBlame(archive, RULES, 1003, 'HCAL_HF', 'FM_URL')).toMatchObject({
      introduced: 1003,
      replaced: 'a',
      before: [
        { from: 999, until: 1000 },
        { from: 1001, until: 1002 },
      ],
      flapping: { values: 2, returns: 4, since: 998 },
    });
    expect(queryBlame(archive, RULES, 1001, 'HCAL_HF', 'FM_URL').flapping).toBeNull();
  });

  it('says why there is nothing to say', async () => {
    const archive = await archiveOf([
      [['a', 'a', 'a'], true],
      [['a', 'a', 'a'], false],
    ]);
    expect(() => queryBlame(archive, RULES, 999, 'HCAL_HF', 'FM_URL')).toThrow('HCAL_HF was not in run 999 (out)');
    expect(() => queryBlame(archive, RULES, 998, 'HCAL_HF', 'NO_SUCH')).toThrow('there are FM_ROLE, FM_URI, FM_URL');
    expect(() => queryBlame(archive, RULES, 5, 'HCAL_HF', 'FM_URL')).toThrow('the nearest known run is 998');
  });
});

describe('compare', () => {
  it('is what the changes in between come to, and names the runs that made them', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.nat(), async (runs, one, other) => {
        const known = included(runs);
        const [from, to] = [known[one % Math.max(1, known.length)], known[other % Math.max(1, known.length)]];
        if (from === undefined || to === undefined) return;
        const archive = await archiveOf(runs);
        const answer = queryCompare(archive, RULES, loadSide(archive, from.run), loadSide(archive, to.run), []);
        const [low, high] = [Math.min(from.run, to.run), Math.max(from.run, to.run)];
        const onTheWay = new Map<string, { first: Value | null; last: Value | null; runs: number[] }>();
        for (let run = low + 1; run <= high; run += 1) {
          for (const change of ungroupChanges(readChanges(archive, run)?.changes ?? [])) {
            const before = onTheWay.get(change.parameter);
            const first = before === undefined ? change.before : before.first;
            onTheWay.set(change.parameter, { first, last: change.after, runs: [...(before?.runs ?? []), run] });
          }
        }
        const differs = [...onTheWay].filter(([, { first, last }]) => !sameValue(first, last));
        const ends = differs.map(([parameter, { first, last }]) =>
          from.run <= to.run ? [parameter, first, last] : [parameter, last, first],
        );
        expect(answer.changes.map(({ parameter, before, after }) => [parameter, before, after])).toEqual(
          ends.toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
        );
        const steps = (wanted: typeof differs) =>
          wanted.map(([parameter, way]) => ({ partition: 'HCAL_HF', parameter, runs: way.runs }));
        const byName = (a: { parameter: string }, b: { parameter: string }) => (a.parameter < b.parameter ? -1 : 1);
        expect(answer.route).toEqual(steps(differs).sort(byName));
        const back = [...onTheWay].filter(([name]) => !differs.some(([parameter]) => parameter === name));
        expect(answer.changedBack).toEqual(steps(back).sort(byName));
      }),
      { numRuns: 1000 },
    );
  });

  it('names the differences that are no changes', async () => {
    const archive = await openTiny();
    const run = (number: number, mask: string, url: string, triggers: string) =>
      addRun(
        archive,
        tinySnapshot(number, { 'HCAL_HF:MASKED_RESOURCES': mask, 'HCAL_HF:FM_URL': url, 'HCAL_HF:TRIGGERS': triggers }),
      );
    run(1, '[a, b]', 'u', '1');
    run(2, '[b, a]', ' u ', '2');
    const answer = queryCompare(archive, RULES, loadSide(archive, 1), loadSide(archive, 2), []);
    expect(answer.changes).toEqual([]);
    expect(answer.suppressed.map(({ parameter, why }) => [parameter, why])).toEqual([
      ['FM_URL', 'same-form'],
      ['MASKED_RESOURCES', 'same-form'],
      ['TRIGGERS', 'not-watched'],
    ]);
  });
});

describe('changes', () => {
  it('say what was passed over on the way to the base run, and who ran with the same', async () => {
    const archive = await archiveOf([
      [['a', 'a', 'a'], true],
      [['b', 'a', 'a'], true],
      [['c', 'c', 'c'], false],
      [['c', 'c', 'c'], false],
      [['a', 'a', 'a'], true],
      [['a', 'a', 'a'], true],
    ]);
    const hf = (run: number) => {
      const { partitions } = queryChanges(archive, RULES, run) as ChangesAnswer;
      return partitions.find(({ partition }) => partition === 'HCAL_HF');
    };
    expect(hf(1002)).toMatchObject({
      base: 999,
      skipped: [
        { run: 1000, why: 'out' },
        { run: 1001, why: 'out' },
      ],
      sameAs: 998,
      lastDiffering: 999,
    });
    expect(hf(1003)).toMatchObject({ base: 1002, skipped: [], sameAs: 1002, lastDiffering: 999 });
    expect(hf(998)).toMatchObject({ base: null, skipped: [], sameAs: null, lastDiffering: null });
    expect(runsLike(archive, 998, [])).toEqual([998, 1002, 1003]);
    expect(() => runsLike(archive, 998, ['HCAL_HO'])).toThrow('(HO: not there)');
  });
});

describe('report', () => {
  it('lists what a run key explains under it, and what it does not first', async () => {
    const archive = await openTiny();
    const run = (number: number, key: string, threshold: string, url: string) =>
      addRun(
        archive,
        tinySnapshot(number, {
          'HCAL_HF:LOCAL_RUNKEY_SELECTED': key,
          'HCAL_HF:HCAL_uHTRManager_zsSimpleThreshold': threshold,
          'HCAL_HF:FM_URL': url,
        }),
      );
    run(1, 'pp', '8', 'u');
    run(2, 'cosmics', '6', 'u');
    run(3, 'pp', '8', 'v');
    run(4, 'cosmics', '5', 'v');
    const explained = queryReport(archive, RULES, { run: 2 }).runs.map(({ causes }) =>
      causes.map(({ entry, follows }) => [entry.parameter, follows.map(({ parameter }) => parameter)]),
    );
    expect(explained).toEqual([
      [
        ['LOCAL_RUNKEY_SELECTED', ['HCAL_uHTRManager_zsSimpleThreshold']],
        ['FM_URL', []],
      ],
      [
        ['LOCAL_RUNKEY_SELECTED', []],
        ['HCAL_uHTRManager_zsSimpleThreshold', []],
      ],
    ]);
    expect(
      queryReport(archive, RULES, { time: Date.parse(readSnapshot(archive, 4)?.start ?? ''), text: 'x' }).runs.map(
        ({ run: number }) => number,
      ),
    ).toEqual([4]);
  });
});
