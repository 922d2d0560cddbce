import { describe, expect, it } from 'vitest';
import { isMeant, readRunWords, type ChosenRun } from './run-words.ts';

const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'];

function makeRun(run: number, time: string, states: string): ChosenRun {
  const partitions = PARTITIONS.map((partition, place) => {
    const letter = states[place] ?? 'i';
    const inclusion = letter === 'o' ? 'out' : letter === 'h' ? 'held' : 'in';
    return { partition, inclusion, changes: letter === 'c' ? 2 : 0 } as const;
  });
  return { run, time, partitions };
}

const RUNS = [
  makeRun(393_000, '2025-07-23 20:47:00', 'iii'),
  makeRun(393_006, '2025-07-24 03:24:49', 'cio'),
  makeRun(393_015, '2025-07-29 14:20:10', 'ici'),
  makeRun(394_001, '', 'oih'),
];

describe('words that choose among runs', () => {
  it.each([
    ['', [393_000, 393_006, 393_015, 394_001]],
    ['3930', [393_000, 393_006, 393_015]],
    ['HF', [393_000, 393_006, 393_015, 394_001]],
    ['hcal_ho', [393_000, 393_015]],
    ['out', [393_006, 394_001]],
    ['HBHE out', [394_001]],
    ['ho out', [393_006]],
    ['held', [394_001]],
    ['changed', [393_006, 393_015]],
    ['HF changed', [393_015]],
    ['changed HO out', []],
    ['2025-07-2', [393_000, 393_006, 393_015]],
    ['2025-07-24', [393_006]],
    ['14:2', [393_015]],
    ['2025-07-29 14:20:10 CEST', [393_015]],
    ['393001..393015', [393_006, 393_015]],
    ['393001–393015 changed HBHE', [393_006]],
    ['2025-07-23..2025-07-24', [393_000, 393_006]],
    ['2025-07-24..2025-08', [393_006, 393_015]],
  ])('%s', (text, expected) => {
    const words = readRunWords(text, PARTITIONS);
    expect(words.others).toEqual([]);
    expect(RUNS.filter((run) => isMeant(words, run)).map(({ run }) => run)).toEqual(expected);
  });

  it('names what is none of them', () => {
    expect(readRunWords('zzz HF 3930..x', PARTITIONS).others).toEqual(['zzz', '3930..x']);
  });
});
