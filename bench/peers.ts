import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffLines as diffByPackage } from 'diff';
import { readChanges } from '../archive/documents/documents.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { comparableLines } from '../model/lines.ts';
import { diffLines } from '../model/text-diff/index.ts';
import { compareTimes, timeOf, sum } from './measure.ts';
import { hasPython, timeOriginal, type TextPair } from './original.ts';
import type { SampleArchive } from './sample-archive.ts';
import { noted, type Figure } from './table.ts';

/** What the same pairs of texts take by other means, in the same run. */
const PAIRS = 50;

/**
 * Measures the difference of changed documents beside what people would use instead: the `diff` package, in this process;
 * `git diff --no-index`, a process a pair; and Python's difflib as the original called it, left out where there is no Python.
 * Ours alone finds moves, marks words and tells causes apart; what the others print is not shown to anybody.
 */
export async function benchPeers(sample: SampleArchive, repetitions: number): Promise<Figure[]> {
  const pairs = drawPairs(sample);
  const files = writePairs(join(sample.folder, 'pairs'), pairs);
  const withPython = hasPython();
  const [ours = 0, byPackage = 0, byGit = 0, byPython = 0] = await compareTimes(repetitions, [
    () => timeOf(() => pairs.map(([before, after]) => diffLines(comparableLines(before), comparableLines(after)))),
    () => timeOf(() => pairs.map(([before, after]) => diffByPackage(before, after))),
    () => timeOf(() => files.map(runGit)),
    ...(withPython ? [() => sum(timeOriginal(pairs))] : []),
  ]);
  const others = [
    ['the `diff` package', byPackage],
    ['`git diff --no-index`, a process for each', byGit],
    ...(withPython ? ([["Python's difflib as the original called it, written anew", byPython]] as const) : []),
  ] as const;
  return [
    noted(`differences of ${pairs.length} changed texts of the sample`, ours, 'ms'),
    ...others.flatMap(([name, time]) => [
      noted(`  by ${name}`, time, 'ms'),
      noted('  against this program', time / ours, '×'),
    ]),
  ];
}

/** The first texts of the archive that changed and have a file of their own, before and after; each once. */
function drawPairs({ archive, runs }: SampleArchive): TextPair[] {
  const reader = new ArchiveFolder(archive);
  const pairs = new Map<string, TextPair>();
  for (const run of runs) {
    for (const { before, after } of readChanges(reader, run)?.changes ?? []) {
      if (before === null || after === null || typeof before === 'string' || typeof after === 'string') continue;
      if (pairs.size < PAIRS)
        pairs.set(`${before.ref} ${after.ref}`, [reader.readValue(before), reader.readValue(after)]);
    }
  }
  return [...pairs.values()];
}

function writePairs(folder: string, pairs: readonly TextPair[]): TextPair[] {
  mkdirSync(folder);
  return pairs.map((pair, index) => {
    const [before, after] = [join(folder, `${index}-before`), join(folder, `${index}-after`)];
    for (const [path, text] of [
      [before, pair[0]],
      [after, pair[1]],
    ] as const)
      writeFileSync(path, text);
    return [before, after];
  });
}

function runGit(pair: TextPair): void {
  const { status, stderr } = spawnSync('git', ['diff', '--no-index', '--no-color', ...pair], { encoding: 'utf8' });
  // 1: they differ.
  if (status !== 1) throw new Error(`git diff --no-index failed: ${stderr}`);
}
