import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { IndexLine } from '../../../model/run.ts';
import { runLink } from '../addresses.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { Chip } from '../../../templates/components/chip.ts';
import type { SiteContext } from './site-context.ts';
import { countOf } from '../../../model/labels.ts';

/** Units of the drawing for one run. */
const STEP = 10;

/** A stretch of runs in which a partition did the same. */
export interface StripPiece {
  /** `in`, `out`, `none` (not there, unknown, held back) or `gap` (no snapshot) */
  readonly state: string;
  readonly x: number;
  readonly width: number;
}

/** The last runs of a partition, oldest at the left. */
export interface Strip {
  readonly chip: Chip;
  readonly width: number;
  readonly pieces: readonly StripPiece[];
  readonly marks: readonly {
    readonly x: number;
    readonly run: number;
    readonly link: string;
    readonly changes: string;
  }[];
  /** The drawing in words. */
  readonly words: string;
}

/**
 * The strip of one partition.
 * @param newestFirst the runs to draw
 */
export function toStrip(context: SiteContext, partition: string, newestFirst: readonly KnownRun[]): Strip {
  const runs = [...newestFirst].reverse();
  const states = runs.map(({ line }) => stateOf(line, partition));
  const marks = runs.flatMap(({ run, line }, index) => {
    const changes = line.kind === 'archived' ? (line.partitions[partition]?.changes ?? 0) : 0;
    if (changes === 0) return [];
    return [{ x: index * STEP, run, link: runLink(run), changes: countOf(changes, 'change') }];
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

function stateOf(line: IndexLine, partition: string): string {
  if (line.kind !== 'archived') return 'gap';
  const inclusion = line.partitions[partition]?.inclusion ?? 'not-there';
  return inclusion === 'in' || inclusion === 'out' ? inclusion : 'none';
}

function toPieces(states: readonly string[]): StripPiece[] {
  const pieces: { state: string; x: number; width: number }[] = [];
  states.forEach((state, index) => {
    const last = pieces.at(-1);
    if (last?.state === state) last.width += STEP;
    else pieces.push({ state, x: index * STEP, width: STEP });
  });
  return pieces;
}
