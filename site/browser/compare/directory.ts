import type { Inclusion } from '../../../model/run.ts';
import { decodeParameters, PARAMETERS_FILE } from '../../../model/search/parameters.ts';
import type { ParametersFile } from '../../../model/search/parameters.ts';
import { decodeRuns, runsFilePath } from '../../../model/search/runs.ts';
import type { BriefRun, RunsFile } from '../../../model/search/runs.ts';
import { decodeThousands, THOUSANDS_FILE } from '../../../model/search/thousands.ts';
import type { ThousandsFile } from '../../../model/search/thousands.ts';
import { readJson } from './files.ts';
import type { TimelineFile } from './way.ts';

/** The runs of the site, read thousand by thousand as they are asked for. */
export class Directory {
  /** Ascending. */
  private readonly thousands: readonly number[];

  private constructor(thousands: readonly number[]) {
    this.thousands = thousands;
  }

  /** Opens the directory of the site that this page belongs to; one without runs is empty. */
  static async open(): Promise<Directory> {
    const file = await readJson<ThousandsFile>(THOUSANDS_FILE);
    return new Directory(file === null ? [] : decodeThousands(file).map(({ thousand }) => thousand));
  }

  /** A run, archived or not; null: it is not known. */
  async find(run: number): Promise<BriefRun | null> {
    return (await readRuns(Math.floor(run / 1000))).find((one) => one.run === run) ?? null;
  }

  /** The last archived run before this one; null: none. */
  before(run: number): Promise<BriefRun | null> {
    const among = this.thousands.filter((thousand) => thousand * 1000 < run);
    return firstIn(among.reverse(), (runs) => runs.findLast((one) => one.run < run));
  }

  /** The first archived run after this one; null: none. */
  after(run: number): Promise<BriefRun | null> {
    const among = this.thousands.filter((thousand) => thousand * 1000 + 999 > run);
    return firstIn(among, (runs) => runs.find((one) => one.run > run));
  }

  /** Every timeline and where it stands. */
  async timelines(): Promise<readonly TimelineFile[]> {
    const file = await readJson<ParametersFile>(PARAMETERS_FILE);
    return (file === null ? [] : decodeParameters(file)).map(({ partition, parameter, id }) => ({
      partition,
      parameter,
      file: `api/parameters/${id.split('/').map(encodeURIComponent).join('/')}.json`,
    }));
  }
}

/** How each partition took part in a run. */
export function inclusionIn({ partitions }: BriefRun): Readonly<Record<string, Inclusion>> {
  return Object.fromEntries(partitions.map(({ partition, inclusion }) => [partition, inclusion]));
}

async function firstIn(
  thousands: readonly number[],
  pick: (archived: readonly BriefRun[]) => BriefRun | undefined,
): Promise<BriefRun | null> {
  for (const thousand of thousands) {
    const found = pick((await readRuns(thousand)).filter(({ kind }) => kind === 'archived'));
    if (found !== undefined) return found;
  }
  return null;
}

async function readRuns(thousand: number): Promise<readonly BriefRun[]> {
  const file = await readJson<RunsFile>(runsFilePath(thousand));
  return file === null ? [] : decodeRuns(file);
}
