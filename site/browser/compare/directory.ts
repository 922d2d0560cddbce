import type { Inclusion, IndexLine } from '../../../model/run.ts';
import { readJson } from './files.ts';
import type { TimelineFile } from './way.ts';

/** A run as the pickers and the comparison know it. */
export interface ListedRun {
  readonly run: number;
  /** ISO 8601, UTC; null: unknown. */
  readonly start: string | null;
  readonly sequence: string | null;
  /** `archived`, `gap`, `hcal-out` or `never-ran`; only archived ones can be compared. */
  readonly kind: string;
  readonly inclusion: Readonly<Record<string, Inclusion>>;
}

/** The runs of the site, read thousand by thousand as they are asked for. */
export interface Directory {
  find(run: number): Promise<ListedRun | null>;
  /** The last archived run before this one; null: none. */
  before(run: number): Promise<ListedRun | null>;
  /** The first archived run after this one; null: none. */
  after(run: number): Promise<ListedRun | null>;
  /** Every timeline and where it stands. */
  timelines(): Promise<readonly TimelineFile[]>;
}

/** Opens the directory of the site that this page belongs to. */
export async function openDirectory(): Promise<Directory> {
  const list = await readJson<{ thousands: readonly number[] }>('search/thousands.json');
  const thousands = [...(list?.thousands ?? [])].sort((a, b) => a - b);
  const nearest = async (among: readonly number[], pick: (runs: readonly ListedRun[]) => ListedRun | undefined) => {
    for (const thousand of among) {
      const found = pick((await readThousand(thousand)).filter(({ kind }) => kind === 'archived'));
      if (found !== undefined) return found;
    }
    return null;
  };
  return {
    find: async (run) => (await readThousand(Math.floor(run / 1000))).find((one) => one.run === run) ?? null,
    before: (run) =>
      nearest(thousands.filter((one) => one * 1000 < run).reverse(), (runs) => runs.findLast((one) => one.run < run)),
    after: (run) =>
      nearest(
        thousands.filter((one) => one * 1000 + 999 > run),
        (runs) => runs.find((one) => one.run > run),
      ),
    timelines: async () => [],
  };
}

async function readThousand(thousand: number): Promise<ListedRun[]> {
  const index = await readJson<{ runs: Record<string, IndexLine> }>(`api/runs/${thousand}/index.json`);
  return Object.entries(index?.runs ?? {})
    .map(([run, line]) => ({
      run: Number(run),
      start: line.start,
      sequence: line.kind === 'archived' ? line.sequence : null,
      kind: line.kind,
      inclusion:
        line.kind === 'archived'
          ? Object.fromEntries(Object.entries(line.partitions).map(([name, one]) => [name, one.inclusion]))
          : {},
    }))
    .sort((a, b) => a.run - b.run);
}
