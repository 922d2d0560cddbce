import { shortPartition } from './labels.ts';
import type { Inclusion } from './run.ts';

/** What may be said of a partition in a run; `changed`: it has changes. */
const STATES = ['changed', 'in', 'out', 'held'] as const;
type State = (typeof STATES)[number];

/** A run as far as words choose among runs. */
export interface ChosenRun {
  readonly run: number;
  /** Its start as the clocks of the experiment show it, `YYYY-MM-DD hh:mm:ss`; empty: unknown. */
  readonly time: string;
  readonly partitions: readonly PartitionOfRun[];
}

interface PartitionOfRun {
  readonly partition: string;
  readonly inclusion: Inclusion;
  readonly changes: number;
}

/** What clocks call their time, `CEST` or `GMT+5:30`: behind a time it says nothing, since all times are theirs. */
const ZONE = /(?<=\d:\d\S*)\s+(?:[a-z]{1,4}t|gmt[+-][\d:]+)(?!\S)/gi;

/** What somebody wrote in order to choose among runs, in small letters. */
export interface RunWords {
  /** How numbers begin (`3930`), days (`2025-07`) or times (`14:2`). */
  readonly beginnings: readonly string[];
  /** `393000..393070`, `2025-07-01..2025-07-14`: numbers or days, both ends included. */
  readonly ranges: readonly (readonly [from: string, to: string])[];
  /** By the name or the short name. */
  readonly partitions: readonly string[];
  readonly states: readonly State[];
  /** What is none of these. */
  readonly others: readonly string[];
}

/**
 * Takes apart what somebody wrote in order to choose among runs: `HF out 2025-07`, `changed 393000..393070`.
 * @param partitions those that there are
 */
export function readRunWords(text: string, partitions: readonly string[]): RunWords {
  const words = text.replace(ZONE, '').trim().toLowerCase().split(/\s+/);
  const names = new Set(partitions.flatMap((name) => [name, shortPartition(name)]).map((name) => name.toLowerCase()));
  const read = { beginnings: [], ranges: [], partitions: [], states: [], others: [] } as {
    -readonly [Part in keyof RunWords]: RunWords[Part][number][];
  };
  for (const word of words) {
    const [, from, to] = /^(\d[\d-]*)(?:\.\.|–|—)(\d[\d-]*)$/.exec(word) ?? [];
    const state = STATES.find((one) => one === word);
    if (from !== undefined && to !== undefined) read.ranges.push([from, to]);
    else if (state !== undefined) read.states.push(state);
    else if (names.has(word)) read.partitions.push(word);
    else if (/^\d[\d:-]*$/.test(word)) read.beginnings.push(word);
    else if (word !== '') read.others.push(word);
  }
  return read;
}

/**
 * Whether a run is one of those that words mean. States are those of the partitions that are named, else of any; a
 * partition alone means that it was in. What is none of these words is for the caller to judge.
 */
export function isMeant({ beginnings, ranges, partitions, states }: RunWords, run: ChosenRun): boolean {
  const { time } = run;
  const hasBeginning = (word: string) => [`${run.run}`, time, time.slice(11)].some((text) => text.startsWith(word));
  const isWithin = ([from, to]: RunWords['ranges'][number]) => {
    if (!from.includes('-')) return Number(from) <= run.run && run.run <= Number(to);
    return time !== '' && from <= time && time.slice(0, to.length) <= to;
  };
  const hasStates = (part: PartitionOfRun) => states.every((state) => isIn(state, part));
  const isCalled = (name: string) => (part: PartitionOfRun) =>
    [part.partition, shortPartition(part.partition)].some((own) => own.toLowerCase() === name);
  return (
    beginnings.every(hasBeginning) &&
    ranges.every(isWithin) &&
    partitions.every((name) =>
      run.partitions.filter(isCalled(name)).some((part) => (states.length === 0 ? isIn('in', part) : hasStates(part))),
    ) &&
    (partitions.length > 0 || states.length === 0 || run.partitions.some(hasStates))
  );
}

function isIn(state: State, { inclusion, changes }: PartitionOfRun): boolean {
  return state === 'changed' ? changes > 0 : inclusion === state;
}
