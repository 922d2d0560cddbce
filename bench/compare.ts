import { runsAfter } from '../archive/documents/run-index.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { createRandom } from '../data/sample/random.ts';
import { loadSide, queryCompare } from '../queries/compare.ts';
import { timeEmptyNode, timeRunInfo } from './commands.ts';
import type { Installation } from './installation.ts';
import { compareTimes, median, timeOf, sum } from './measure.ts';
import { hasPython, timeOriginal, type TextPair } from './original.ts';
import type { SampleArchive } from './sample-archive.ts';
import { atLeast, below, noted, type Figure } from './table.ts';

/** So many of the pairs are compared as the original did it, too, which takes its time. */
const ORIGINAL_PAIRS = 50;
/** How far apart runs are that are compared in archives of different size. */
const APART = 80;
/** "The same": no more than by a half. */
const ABOUT = 1.5;

/** Measures the comparison of random pairs of runs, in process and as a command. */
export async function benchCompare(sample: SampleArchive, pairs: number, commands: number): Promise<Figure[]> {
  const drawn = drawPairs(sample.runs, Math.max(pairs, commands));
  const compared = drawn.slice(0, pairs);
  const times: number[] = [];
  for (const pair of compared) times.push(await timePair(sample, pair));
  const left = [...drawn];
  const [node = 0, whole = 0] = await compareTimes(commands, [
    () => timeEmptyNode(sample),
    () => timeRunInfo(['compare', ...(left.pop() ?? []).map(String)], sample),
  ]);
  return [
    noted(`compare two random runs, archive on disk, nothing kept (${pairs} pairs)`, median(times), 'ms'),
    ...(hasPython() ? againstOriginal(sample, compared.slice(0, ORIGINAL_PAIRS), times.slice(0, ORIGINAL_PAIRS)) : []),
    noted('node -e 0', node, 'ms'),
    noted('./runinfo compare A B, whole process', whole, 'ms'),
    below('  against node -e 0', whole / node, 6, '×'),
  ];
}

/**
 * The same pairs by the original's way: Python's difflib on each text that differs. It compares nothing else and reads nothing,
 * so that the archive, the timelines and the other parameters are on our side of the balance alone.
 */
function againstOriginal(
  { archive, rules }: SampleArchive,
  pairs: readonly (readonly [number, number])[],
  ours: readonly number[],
): Figure[] {
  const folder = new ArchiveFolder(archive);
  const texts = pairs.map(([from, to]) =>
    queryCompare(folder, rules, loadSide(folder, from), loadSide(folder, to), []).changes.flatMap(
      ({ before, after }): TextPair[] => (before === null || after === null ? [] : [[before, after]]),
    ),
  );
  const times = timeOriginal(texts.flat());
  const original = texts.map((each) => sum(times.splice(0, each.length)));
  return [
    noted(
      `  ${pairs.length} of them: the texts that differ by Python's difflib as the original called it`,
      median(original),
      'ms',
    ),
    atLeast('  against this program, archive and all', median(original) / median(ours), 5, '×'),
  ];
}

/**
 * Measures pairs of runs where there are few and where there are many: the same number of runs apart, and any two of all,
 * whose way between them has the more to tell the more runs there are.
 */
export async function benchCompareGrowth(installations: readonly Installation[], pairs: number): Promise<Figure[]> {
  const places = installations.map(({ settings }) => {
    const known = [...runsAfter(new ArchiveFolder(settings.archive), 0)];
    const runs = known.filter(({ line }) => line.kind === 'archived').map(({ run }) => run);
    return { ...settings, near: drawNear(runs, pairs), far: drawPairs(runs, pairs) };
  });
  const measure = async (kind: 'near' | 'far') => {
    // Once before, so that all of them find their files in the system's memory.
    for (const place of places) for (const pair of place[kind]) await timePair(place, pair);
    return compareTimes(
      pairs,
      places.map((place) => () => timePair(place, place[kind].pop() ?? [0, 0])),
    );
  };
  const [near, far] = [await measure('near'), await measure('far')];
  return [
    ...installations.flatMap(({ label }, place) => [
      noted(`compare two of ${label} runs, ${APART} archived runs apart`, near[place] ?? 0, 'ms'),
      noted(`compare any two of ${label} runs`, far[place] ?? 0, 'ms'),
    ]),
    below('  as far apart, the most against the fewest runs', (near.at(-1) ?? 0) / (near[0] ?? 0), ABOUT, '×'),
  ];
}

/** The archive is opened anew, so that nothing is in memory already. */
function timePair(
  { archive, rules }: Pick<SampleArchive, 'archive' | 'rules'>,
  [from, to]: readonly [number, number],
): Promise<number> {
  return timeOf(() => {
    const folder = new ArchiveFolder(archive);
    return queryCompare(folder, rules, loadSide(folder, from), loadSide(folder, to), []);
  });
}

/** The same pairs every time; the two runs of a pair are never the same. */
function drawPairs(runs: readonly number[], count: number): [number, number][] {
  const random = createRandom(1);
  return Array.from({ length: count }, () => {
    const from = random.pick(runs);
    return [from, random.pick(runs.filter((run) => run !== from))];
  });
}

/** Pairs that are so many runs apart. */
function drawNear(runs: readonly number[], count: number): [number, number][] {
  const random = createRandom(1);
  return Array.from({ length: count }, () => {
    const place = random.integer(0, runs.length - 1 - APART);
    return [runs[place] ?? 0, runs[place + APART] ?? 0];
  });
}
