import type { KnownRun } from '../../../archive/documents/run-index.ts';
import { countOf } from '../../../model/labels.ts';
import { configurationOf } from '../../../queries/same-configuration.ts';

/** How many configurations have a colour: the newest of those that came back. */
const COLOURS = 7;

/** Units of a strip for one run, as `strips.ts` has them. */
const STEP = 10;

/** The configuration of all partitions in a run, as a list shows it. */
export interface Letter {
  /** Runs with the same letter had the same configuration; `A` is the newest of the list. */
  readonly letter: string;
  /** The number of its colour, where it came back after another one; null: it has none. */
  readonly colour: number | null;
}

/**
 * Gives the configurations in a list of runs a letter each, so that `A B A C` is seen.
 * @param runs newest first
 * @returns by run; one whose configuration is not known in whole has none
 */
export function letterRuns(runs: readonly KnownRun[]): ReadonlyMap<number, Letter> {
  const known = runs.flatMap(({ run, line }) => {
    const configuration = configurationOf(line);
    return configuration === null ? [] : [{ run, configuration }];
  });
  const distinct = [...new Set(known.map(({ configuration }) => configuration))];
  const letters = new Map(distinct.map((configuration, index) => [configuration, toLetter(index)]));
  // Where a stretch of runs with one configuration begins.
  const stretches = known.filter(({ configuration }, index) => known[index - 1]?.configuration !== configuration);
  const back = distinct.filter((one) => stretches.filter(({ configuration }) => configuration === one).length > 1);
  const colours = new Map(back.slice(0, COLOURS).map((configuration, index) => [configuration, index]));
  return new Map(
    known.map(({ run, configuration }) => [
      run,
      { letter: letters.get(configuration) ?? '', colour: colours.get(configuration) ?? null },
    ]),
  );
}

/** The same drawn as the strip of a partition is, oldest at the left: stretches of runs with one configuration. */
export function toConfigurationStrip(newestFirst: readonly KnownRun[], letters: ReadonlyMap<number, Letter>) {
  const pieces: { letter: string; colour: number | null; x: number; width: number }[] = [];
  newestFirst.toReversed().forEach(({ run }, index) => {
    const own = letters.get(run);
    const last = pieces.at(-1);
    if (own === undefined) return;
    if (last?.letter === own.letter && last.x + last.width === index * STEP) last.width += STEP;
    else pieces.push({ ...own, x: index * STEP, width: STEP });
  });
  const all = [...letters.values()];
  const count = (shown: readonly Letter[]) => new Set(shown.map(({ letter }) => letter)).size;
  return {
    width: newestFirst.length * STEP,
    pieces,
    words: `${countOf(count(all), 'configuration')}, ${count(all.filter(({ colour }) => colour !== null))} of them in colour, which came back`,
  };
}

/** `A` to `Z`, then `AA` to `ZZ` and so on. */
function toLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${toLetter(Math.floor(index / 26) - 1)}${letter}`;
}
