import { describe, expect, it } from 'vitest';
import type { RunKind } from '../../model/run.ts';
import type { OpenRun } from '../state.ts';
import { chooseStart, planReading, type ReadingFacts, type ReadingStep } from './plan.ts';
import type { Sighting } from './sources/types.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString().replace('.000', '');
const HOUR = 3600;

function sight(run: number, more: Partial<Sighting> = {}): Sighting {
  const base = {
    isRunning: true,
    runningAt: ago(HOUR),
    isStopped: false,
    stoppedAt: null,
    newestAt: ago(60),
    names: 200,
  };
  return { run, ...base, ...more };
}

function plan(
  sightings: readonly Sighting[],
  more: Partial<ReadingFacts> & { kinds?: Record<number, RunKind> } = {},
): ReadingStep[] {
  const { kinds = {}, ...facts } = more;
  return planReading({
    sightings,
    gaps: new Map(),
    newest: null,
    from: 1,
    isAccepted: (run) => kinds[run] !== undefined,
    open: {},
    kindOf: (run) => kinds[run] ?? null,
    lacksStop: () => false,
    now: NOW,
    settle: 120,
    giveUpAfter: 24 * HOUR,
    ...facts,
  });
}

const openRun: OpenRun = {
  kind: 'archived',
  why: 'still going on',
  names: 200,
  isStopped: false,
  readAt: NOW - 600_000,
};

describe('planReading', () => {
  it('reads every new run, oldest first, not only the newest (rule 3)', () => {
    expect(plan([sight(3), sight(1), sight(2)]).map(({ run, do: what }) => [run, what])).toEqual([
      [1, 'read'],
      [2, 'read'],
      [3, 'read'],
    ]);
  });

  it('waits until a run has settled, and reads at once where the Running row has no TIME (rule 3)', () => {
    expect(plan([sight(1, { runningAt: ago(60) })])[0]).toMatchObject({ do: 'wait', keep: { kind: 'waiting' } });
    expect(plan([sight(1, { runningAt: ago(120) })])[0]).toMatchObject({ do: 'read' });
    expect(plan([sight(1, { runningAt: null })])[0]).toMatchObject({ do: 'read' });
  });

  it('gives up a run that never ran only when a later one exists and it is old (rule 2)', () => {
    const idle = { isRunning: false, runningAt: null };
    const old = sight(1, { ...idle, newestAt: ago(25 * HOUR) });
    expect(plan([old])[0]).toMatchObject({ do: 'wait' });
    expect(plan([old, sight(2)])[0]).toMatchObject({ run: 1, do: 'read', why: 'never reached Running', keep: null });
    expect(plan([sight(1, idle), sight(2)])[0]).toMatchObject({ run: 1, do: 'wait' });
    expect(plan([sight(1, { ...idle, newestAt: null }), sight(2)])[0]).toMatchObject({ run: 1, do: 'read' });
  });

  it('leaves closed runs alone, whatever became of them', () => {
    const kinds: Record<number, RunKind> = { 1: 'archived', 2: 'hcal-out', 3: 'never-ran' };
    const idle = sight(3, { isRunning: false, runningAt: null });
    const stopped = { isStopped: true, stoppedAt: ago(HOUR) };
    expect(plan([sight(1, stopped), sight(2, stopped), idle], { kinds })).toEqual([]);
    const silent = { newestAt: ago(25 * HOUR) };
    expect(plan([sight(1, silent), sight(2, { newestAt: ago(-48 * HOUR) }), idle], { kinds })).toEqual([]);
  });

  it('looks again at a run that was closed while the clock was ahead, or whose state was lost (rule 11)', () => {
    const kinds: Record<number, RunKind> = { 1: 'archived', 2: 'hcal-out' };
    expect(plan([sight(1), sight(2)], { kinds })).toMatchObject([
      { run: 1, do: 'read', why: 'it was closed before its end', keep: { kind: 'archived' } },
      { run: 2, do: 'read', why: 'it was closed before its end', keep: { kind: 'archived' } },
    ]);
    const stopped = sight(1, { isStopped: true, stoppedAt: ago(HOUR) });
    expect(plan([stopped], { kinds, lacksStop: () => true })).toMatchObject([{ run: 1, do: 'read', keep: null }]);
    expect(plan([stopped], { kinds })).toEqual([]);
  });

  it('looks again at a run that never ran where the source now says that it did (rule 2)', () => {
    const kinds: Record<number, RunKind> = { 1: 'never-ran' };
    expect(plan([sight(1)], { kinds })).toMatchObject([{ run: 1, do: 'read', isRunning: true }]);
    expect(plan([sight(1, { runningAt: ago(60) })], { kinds })).toMatchObject([{ run: 1, do: 'wait' }]);
  });

  it('looks again at a run with HCAL out until it has stopped, as at any other (rule 11)', () => {
    const kinds: Record<number, RunKind> = { 1: 'hcal-out' };
    const again = (more: Partial<Sighting>) => plan([sight(1, more)], { kinds, open: { 1: openRun } });
    expect(again({})).toEqual([]);
    expect(again({ names: 201 })).toMatchObject([{ do: 'read', why: 'more was published' }]);
    expect(again({ isStopped: true, stoppedAt: ago(700) })).toMatchObject([{ do: 'read', keep: null }]);
  });

  it('reads an open run again when more was published or when it has stopped (rule 11)', () => {
    const again = (more: Partial<Sighting>, open = openRun) =>
      plan([sight(1, more)], { open: { 1: open }, kinds: { 1: 'archived' } });
    expect(again({})).toEqual([]);
    expect(again({ names: 201 })[0]).toMatchObject({ do: 'read', why: 'more was published', keep: { names: 201 } });
    expect(again({ isStopped: true, stoppedAt: ago(60) })[0]).toMatchObject({
      do: 'read',
      why: 'it has stopped',
      keep: { isStopped: true },
    });
  });

  it('closes a run by a last reading ten minutes after its stop, or when it is older than giveUpAfter (rule 11)', () => {
    const stopped = { isStopped: true, stoppedAt: ago(599) };
    const open = { 1: { ...openRun, isStopped: true } };
    expect(plan([sight(1, stopped)], { open, kinds: { 1: 'archived' } })).toEqual([]);
    const later = plan([sight(1, { isStopped: true, stoppedAt: ago(600) })], { open, kinds: { 1: 'archived' } });
    expect(later).toEqual([{ run: 1, do: 'read', why: 'one last time', isRunning: true, keep: null }]);
    const silent = plan([sight(1, { newestAt: ago(25 * HOUR) })], { open: { 1: openRun }, kinds: { 1: 'archived' } });
    expect(silent[0]).toMatchObject({ do: 'read', keep: null });
  });

  it('closes a run that is first read when it is old already (rule 11)', () => {
    expect(plan([sight(1, { isStopped: true, stoppedAt: ago(HOUR) })])[0]).toMatchObject({ do: 'read', keep: null });
    expect(plan([sight(1)])[0]).toMatchObject({ do: 'read', keep: { kind: 'archived', names: 200 } });
  });

  it('takes a Running TIME in the future for a missing one, and says so (rule 3)', () => {
    const why = 'its Running TIME is in the future: clock?';
    expect(plan([sight(1, { runningAt: ago(-121) })])).toMatchObject([
      { do: 'read', why: `new; ${why}`, keep: { kind: 'archived', why: `still going on; ${why}` } },
    ]);
    expect(plan([sight(1, { runningAt: ago(-120) })])[0]).toMatchObject({ do: 'wait' });
  });

  it.each([
    ['its newest TIME', { newestAt: ago(-90 * 24 * HOUR) }],
    ['all its TIMEs', { runningAt: ago(-90 * 24 * HOUR), newestAt: ago(-90 * 24 * HOUR) }],
    ['its stop', { isStopped: true, stoppedAt: ago(-HOUR), newestAt: ago(-HOUR) }],
  ])('closes a run once it has not moved for giveUpAfter where %s lies in the future (rule 11)', (_, times) => {
    const kinds: Record<number, RunKind> = { 1: 'archived' };
    const again = (readAt: number, names = 200) =>
      plan([sight(1, { ...times, names })], { kinds, open: { 1: { ...openRun, ...times, readAt } } });
    expect(plan([sight(1, times)])).toMatchObject([{ do: 'read', keep: { kind: 'archived' } }]);
    expect(again(NOW - 23 * HOUR * 1000)).toEqual([]);
    expect(again(NOW - 25 * HOUR * 1000)).toMatchObject([{ do: 'read', why: 'one last time', keep: null }]);
    expect(again(NOW - 25 * HOUR * 1000, 201)).toMatchObject([{ do: 'read', keep: { names: 201, readAt: NOW } }]);
  });

  it('waits for no TIME in the future to close a run that never ran (rule 2)', () => {
    const idle = sight(1, { isRunning: false, runningAt: null, newestAt: ago(-90 * 24 * HOUR) });
    expect(plan([idle])).toMatchObject([{ do: 'wait' }]);
    expect(plan([idle, sight(2)])[0]).toMatchObject({ run: 1, do: 'read', keep: null });
  });

  it('closes an open run that the source has not shown for longer than giveUpAfter (rule 11)', () => {
    const why = 'the source no longer shows it';
    const waiting: OpenRun = { ...openRun, kind: 'waiting', readAt: null };
    const kinds: Record<number, RunKind> = { 1: 'archived' };
    const missingSince = NOW - 24 * HOUR * 1000;
    expect(plan([], { open: { 1: openRun, 2: waiting }, kinds })).toEqual([
      { run: 1, do: 'wait', why, keep: { ...openRun, why, missingSince: NOW } },
      { run: 2, do: 'wait', why, keep: { ...waiting, why, missingSince: NOW } },
    ]);
    const since = (moment: number) => ({ 1: { ...openRun, why, missingSince: moment } });
    expect(plan([], { open: since(missingSince), kinds })).toMatchObject([{ do: 'wait', keep: { missingSince } }]);
    expect(plan([], { open: since(missingSince - 1), kinds })).toEqual([{ run: 1, do: 'close', why, keep: null }]);
    expect(plan([sight(1)], { open: since(missingSince - 1), kinds })).toEqual([
      { run: 1, do: 'wait', why: openRun.why, keep: openRun },
    ]);
  });

  it('tries a gap again even where no other run is looked at, as long as the source shows it', () => {
    const gap: OpenRun = { kind: 'gap', why: 'disk error', names: 0, isStopped: false, readAt: null };
    const stopped = sight(9, { isStopped: true, stoppedAt: ago(HOUR) });
    const facts = { open: { 4: gap, 5: gap }, kinds: { 4: 'gap', 5: 'gap', 9: 'archived' } } as const;
    const gaps = new Map([[4, sight(4, { isRunning: false })]]);
    const missing = { ...gap, why: 'the source no longer shows it', missingSince: NOW };
    expect(plan([stopped], { ...facts, gaps })).toEqual([
      { run: 4, do: 'read', why: 'a gap is tried again', isRunning: false, keep: null },
      { run: 5, do: 'wait', why: missing.why, keep: missing },
    ]);
    const open = { 5: { ...missing, missingSince: NOW - 25 * HOUR * 1000 } };
    expect(plan([stopped], { ...facts, open })).toEqual([{ run: 5, do: 'close', why: missing.why, keep: null }]);
  });
});

describe('a run number far above all before it (rule 3)', () => {
  const BEFORE = [362_001, 362_002];

  /** What is read and what is in quarantine after one tick for each of these states of the source. */
  function follow(sources: readonly (readonly number[])[]) {
    const known = new Set<number>();
    let quarantined: number[] = [];
    for (const source of sources) {
      const newestFirst = [...known].sort((a, b) => b - a);
      const from = chooseStart(newestFirst, { firstRun: 1, lookBack: 100 });
      const steps = planReading({
        sightings: source.filter((run) => run >= from).map((run) => sight(run, { newestAt: ago(48 * HOUR) })),
        gaps: new Map(),
        newest: newestFirst[0] ?? null,
        from,
        open: {},
        isAccepted: (run) => known.has(run),
        kindOf: (run) => (known.has(run) ? 'archived' : null),
        lacksStop: () => false,
        now: NOW,
        settle: 120,
        giveUpAfter: 24 * HOUR,
      });
      for (const { run, do: what } of steps) if (what === 'read') known.add(run);
      quarantined = steps.flatMap(({ run, keep }) => (keep?.kind === 'quarantined' ? [run] : []));
    }
    return { read: [...known].sort((a, b) => a - b), quarantined };
  }

  it.each([
    ['a digit too many, and real runs after it', [[3_620_033], [362_003], [362_004, 362_005]], [3_620_033]],
    ['a wrong first digit', [[862_003], [362_003]], [862_003]],
    ['the largest number of all', [[Number.MAX_SAFE_INTEGER], [362_003]], [Number.MAX_SAFE_INTEGER]],
    [
      'several, each far from the others',
      [[3_620_033, 36_200_333], [362_003], [9_999_999]],
      [3_620_033, 9_999_999, 36_200_333],
    ],
    ['just too far, and alone', [[462_003]], [462_003]],
    ['just near enough: a stop of years', [[462_002], [462_050]], []],
    ['the end of a year', [[371_500], [371_502]], []],
    ['a jump that a second run confirms later', [[862_003], [862_090]], []],
    ['a jump that a second run confirms at once', [[862_003, 863_003]], []],
    ['a second run that is too far to confirm it', [[862_003, 863_004]], [862_003, 863_004]],
    [
      'one that is confirmed, and one above it that is not',
      [[862_003], [862_004], [8_620_055], [862_006]],
      [8_620_055],
    ],
  ])('%s: in quarantine, and the rest is read the same however often a tick ran', (_, steps, quarantined) => {
    const all = [...BEFORE, ...steps.flat()].sort((a, b) => a - b);
    const files = steps.map((__, index) => [...BEFORE, ...steps.slice(0, index + 1).flat()]);
    const expected = { read: all.filter((run) => !quarantined.includes(run)), quarantined };
    expect(follow([BEFORE, ...files])).toEqual(expected);
    expect(follow(files.slice(-1))).toEqual(expected);
  });
});

describe('where a tick begins to look for runs (rule 3)', () => {
  it.each([
    ['nothing known', [], 1],
    ['fewer numbers than lookBack', [7], 1],
    ['the newest', [362_003, 362_002, 270_000], 361_903],
    ['few runs above a jump: below it', [3_620_034, 3_620_033, 362_002, 362_001], 361_902],
    ['two such jumps: below both', [36_200_333, 3_620_033, 362_002], 361_902],
    ['many runs above a jump', [3_621_100, 3_620_500, 3_620_033, 362_002], 3_621_000],
  ])('%s', (_, known, start) => {
    expect(chooseStart(known, { firstRun: 1, lookBack: 100 })).toBe(start);
  });

  it('no run below firstRun', () => {
    expect(chooseStart([], { firstRun: 400_000, lookBack: 100 })).toBe(400_000);
    expect(chooseStart([400_050], { firstRun: 400_000, lookBack: 100 })).toBe(400_000);
  });
});
