import { INCLUSIONS, tookNoPart, type Inclusion, type IndexLine } from '../../../../model/run.ts';
import { toShortVisible } from '../../../../model/visible.ts';
import type { BlocksFile, RunsFile } from '../schema.ts';

/** How one partition took part in a run, as search and run pickers need it. */
export interface BriefPartition {
  readonly partition: string;
  readonly inclusion: Inclusion;
  readonly changes: number;
  /** Two runs with the same text had the same configuration of the partition; null: it was not in. */
  readonly configuration: string | null;
}

/** A known run in short. */
export interface BriefRun {
  readonly run: number;
  /** `YYYY-MM-DDTHH:MM:SSZ`; null: unknown. */
  readonly start: string | null;
  readonly kind: IndexLine['kind'];
  readonly sequence: string | null;
  /** Of all its partitions. */
  readonly changes: number;
  /** In the order of the settings; empty unless the run is archived. */
  readonly partitions: readonly BriefPartition[];
}

type RunRow = RunsFile['runs'][number];

/** What became of a run is stored as a letter. */
const LETTERS = { archived: 'a', gap: 'g', 'hcal-out': 'h', 'never-ran': 'n' } as const;
const KINDS = { a: 'archived', g: 'gap', h: 'hcal-out', n: 'never-ran' } as const;

/** Where the runs of a block stand in the site. */
export function runsFilePath(block: number): string {
  return `search/runs/${block}.json`;
}

/**
 * Writes the runs of a block down.
 * @param partitions those of the settings, in their order
 * @param lines the lines of the index, ascending by run
 */
export function encodeRuns(
  partitions: readonly string[],
  lines: readonly { readonly run: number; readonly line: IndexLine }[],
): RunsFile {
  const sequences = new Places();
  const configurations = new Places();
  const runs = lines.map(({ run, line }): RunRow => {
    const head = [run, toSeconds(line.start), LETTERS[line.kind]] as const;
    if (line.kind !== 'archived') return head;
    const own = partitions.map((partition) => line.partitions[partition]);
    const changes = own.map((part) => part?.changes ?? 0);
    const row = [
      ...head,
      sequences.of(line.sequence === null ? null : toShortVisible(line.sequence)),
      own.map((part) => letterOf(part?.inclusion ?? 'not-there')).join(''),
      own.map((part) => configurations.of(part?.inclusion === 'in' ? part.digest : null)),
    ] as const;
    return changes.some((count) => count > 0) ? [...row, changes] : row;
  });
  return { format: 1, partitions, sequences: sequences.texts, configurations: configurations.texts, runs };
}

/** Reads the runs of a block. */
export function decodeRuns({ partitions, sequences, configurations, runs }: RunsFile): BriefRun[] {
  return runs.map(([run, start, kind, sequence = -1, inclusions = '', places = [], changes = []]) => ({
    run,
    start: fromSeconds(start),
    kind: KINDS[kind],
    sequence: sequences[sequence] ?? null,
    changes: changes.reduce((sum, count) => sum + count, 0),
    partitions: inclusions.split('').map((letter, place) => ({
      partition: partitions[place] ?? '',
      inclusion: INCLUSIONS.find((inclusion) => letterOf(inclusion) === letter) ?? 'unknown',
      changes: changes[place] ?? 0,
      configuration: configurations[places[place] ?? -1] ?? null,
    })),
  }));
}

/** Whether the same partitions were in two runs, with the same configuration each; where one is not known, they had not. */
export function hasSameConfiguration(a: BriefRun, b: BriefRun): boolean {
  const [own, other] = [a, b].map(({ partitions }) => partitions.filter(({ inclusion }) => !tookNoPart(inclusion)));
  if (own === undefined || own.length === 0 || own.length !== other?.length) return false;
  return own.every(({ partition, configuration }, index) => {
    const part = other[index];
    return configuration !== null && partition === part?.partition && configuration === part.configuration;
  });
}

/** A block of run numbers in short: enough to know whether its runs are worth loading. */
export interface BriefBlock {
  readonly block: number;
  /** How many runs are known, and how many of them changed something. */
  readonly runs: number;
  readonly changed: number;
  /** The earliest and the latest start of its runs, `YYYY-MM-DDTHH:MM:SSZ`; null: none is known. */
  readonly first: string | null;
  readonly last: string | null;
}

/** Where the list stands in the site. */
export const BLOCKS_FILE = 'search/blocks.json';

/** What is worth knowing of a block before its runs are loaded. */
export function summariseBlock(block: number, runs: readonly BriefRun[]): BriefBlock {
  const starts = runs.flatMap(({ start }) => start ?? []).sort();
  const changed = runs.filter(({ changes }) => changes > 0).length;
  return { block, runs: runs.length, changed, first: starts[0] ?? null, last: starts.at(-1) ?? null };
}

/** Writes the list down. */
export function encodeBlocks(zone: string, blocks: readonly BriefBlock[]): BlocksFile {
  const sorted = [...blocks].sort((a, b) => a.block - b.block);
  return {
    format: 1,
    zone,
    blocks: sorted.map(({ block, runs, changed, first, last }) => [
      block,
      runs,
      changed,
      toSeconds(first),
      toSeconds(last),
    ]),
  };
}

/** Reads the list. */
export function decodeBlocks({ blocks }: BlocksFile): BriefBlock[] {
  return blocks.map(([block, runs, changed, first, last]) => {
    return { block, runs, changed, first: fromSeconds(first), last: fromSeconds(last) };
  });
}

/** A time as the search files hold it: whole seconds since 1970; null: unknown. */
export function toSeconds(time: string | null): number | null {
  const seconds = time === null ? NaN : Date.parse(time) / 1000;
  return Number.isNaN(seconds) ? null : Math.floor(seconds);
}

/** The reverse of `toSeconds`: `YYYY-MM-DDTHH:MM:SSZ`. */
export function fromSeconds(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Texts that repeat: each is kept once, and named by its place. */
class Places {
  readonly texts: string[] = [];
  private readonly places = new Map<string, number>();

  of(text: string | null): number {
    if (text === null) return -1;
    const place = this.places.get(text) ?? this.texts.push(text) - 1;
    this.places.set(text, place);
    return place;
  }
}

/** An inclusion is stored as its first letter. */
function letterOf(inclusion: Inclusion): string {
  return inclusion.slice(0, 1);
}
