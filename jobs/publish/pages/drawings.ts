import type { KnownRun } from '../../../archive/documents/run-index.ts';
import { countOf } from '../../../model/labels.ts';
import type { IndexLine } from '../../../model/run.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { SiteContext } from './site-context.ts';

/** Units of a strip for one run. */
const STEP = 10;

/**
 * The strip of one partition: its last runs drawn, oldest at the left, and the drawing in words.
 * @param newestFirst the runs to draw
 */
export function toStrip(context: SiteContext, partition: string, newestFirst: readonly KnownRun[]) {
  const runs = [...newestFirst].reverse();
  const states = runs.map(({ line }) => stateOf(line, partition));
  const marks = runs.flatMap(({ run, line }, index) => {
    const changes = line.kind === 'archived' ? (line.partitions[partition]?.changes ?? 0) : 0;
    if (changes === 0) return [];
    return [{ x: index * STEP, run, changes: countOf(changes, 'change') }];
  });
  const inside = states.filter((state) => state === 'in').length;
  return {
    chip: toChip(context, partition),
    width: runs.length * STEP,
    pieces: toPieces(states),
    marks,
    words: `in for ${inside} of ${countOf(runs.length, 'run')}, ${countOf(marks.length, 'run')} with changes`,
  };
}

/** `in`, `out`, `none` (not there, unknown, held back) or `gap` (no snapshot) */
function stateOf(line: IndexLine, partition: string): string {
  if (line.kind !== 'archived') return 'gap';
  const inclusion = line.partitions[partition]?.inclusion ?? 'not-there';
  return inclusion === 'in' || inclusion === 'out' ? inclusion : 'none';
}

/** Stretches of runs in which a partition did the same. */
function toPieces(states: readonly string[]) {
  const pieces: { state: string; x: number; width: number }[] = [];
  states.forEach((state, index) => {
    const last = pieces.at(-1);
    if (last?.state === state) last.width += STEP;
    else pieces.push({ state, x: index * STEP, width: STEP });
  });
  return pieces;
}
