import { runsAfter, runsBefore } from '../../../archive/documents/run-index.ts';
import { blockOf } from '../../../archive/documents/layout.ts';
import { findLongRun } from '../../../queries/look-back.ts';
import { compareLink, runLink, blockLink } from '../addresses.ts';
import type { Facts } from './facts.ts';
import type { RunLink } from './run-partitions.ts';
import { toDuration } from '../../../model/time.ts';

/** Where one may go from a run. The next run with changes is not known here for good: script finds it. */
export interface Around {
  readonly block: { readonly number: number; readonly link: string };
  readonly previous: RunLink | null;
  readonly next: RunLink | null;
  readonly previousChanged: RunLink | null;
  /** The last long run of the same sequence; the link compares with it. */
  readonly long: (RunLink & { readonly duration: string }) | null;
  /** The same run in other systems. */
  readonly elsewhere: readonly { readonly name: string; readonly link: string }[];
}

/** The ways from a run to others. */
export function toAround(facts: Facts, run: number): Around {
  const { archive, settings } = facts;
  const block = blockOf(run);
  const long = findLongRun(archive, run, settings.longRun);
  return {
    block: { number: block, link: blockLink(block) },
    previous: first(runsBefore(archive, run)),
    next: first(runsAfter(archive, run)),
    previousChanged: previousChanged(facts, run),
    long:
      long === null
        ? null
        : { run: long.run, link: compareLink(long.run, run), duration: toDuration(long.start, long.stop) ?? '' },
    elsewhere: settings.links.map(({ name, url }) => ({ name, link: url.replaceAll('{run}', String(run)) })),
  };
}

function first(runs: Iterable<{ readonly run: number }>): RunLink | null {
  for (const { run } of runs) return { run, link: runLink(run) };
  return null;
}

/** Change sets are files of their own, so that none of the runs in between is looked at. */
function previousChanged(facts: Facts, run: number): RunLink | null {
  for (const changed of facts.changedRuns(run)) return { run: changed, link: runLink(changed) };
  return null;
}
