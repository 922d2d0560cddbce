import { describe, expect, it } from 'vitest';
import type { RunKind } from '../../model/run.ts';
import type { OpenRun } from '../state.ts';
import { planReading } from './plan.ts';
import type { ReadingFacts, ReadingStep } from './plan.ts';
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
  const newest = Math.max(0, ...sightings.map(({ run }) => run));
  return planReading({
    sightings,
    newest,
    open: {},
    kindOf: (run) => kinds[run] ?? null,
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
    expect(plan([sight(1), sight(2), sight(3)], { kinds })).toEqual([]);
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

  it('remembers of a gap whether it was seen Running', () => {
    const gap: OpenRun = { kind: 'gap', why: 'disk error', names: 0, isStopped: false, readAt: null };
    const open = { 4: gap, 5: { ...gap, wasRunning: false } };
    expect(plan([], { open })).toMatchObject([{ isRunning: true }, { isRunning: false }]);
  });

  it('tries a gap again even where it is no longer looked at', () => {
    const gap: OpenRun = { kind: 'gap', why: 'disk error', names: 0, isStopped: false, readAt: null };
    expect(plan([sight(9)], { open: { 4: gap }, kinds: { 4: 'gap', 9: 'archived' } })).toEqual([
      { run: 4, do: 'read', why: 'a gap is tried again', isRunning: true, keep: null },
    ]);
  });
});
