import { INCLUSIONS } from '../../../../model/run.ts';
import type { Inclusion, IndexLine } from '../../../../model/run.ts';
import { toVisible } from '../../../../model/visible.ts';
import type { RunsFile } from '../schema.ts';

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
    const took = partitions.map((partition) => line.partitions[partition]);
    const changes = took.map((one) => one?.changes ?? 0);
    const row = [
      ...head,
      sequences.of(line.sequence === null ? null : toVisible(line.sequence)),
      took.map((one) => letterOf(one?.inclusion ?? 'not-there')).join(''),
      took.map((one) => configurations.of(one?.inclusion === 'in' ? one.digest : null)),
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

/** The partitions that two runs had in, told apart by whether their configuration was the same; in the order of the first. */
export function compareBriefly(a: BriefRun, b: BriefRun): { readonly same: string[]; readonly differing: string[] } {
  const [same, differing]: [string[], string[]] = [[], []];
  for (const { partition, configuration } of a.partitions) {
    const other = b.partitions.find((one) => one.partition === partition)?.configuration ?? null;
    if (configuration === null || other === null) continue;
    (configuration === other ? same : differing).push(partition);
  }
  return { same, differing };
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
