import { join } from 'node:path';
import Database from 'libsql';

export const TAG = 'HCAL_uHTRManager_TPG_TAG';
export const LPM = 'HCAL_LPMCONTROL';
export const crate = (name: string | number): string => `uHTRManager_Firmware_Crate${name}`;

const PARTITIONS = ['HBHE', 'HF', 'HO', 'Laser'] as const;
export type Short = (typeof PARTITIONS)[number];

/** What one row holds: a text, bytes that may be none, or NULL. */
export type Cell = string | Uint8Array | null;
/** The rows of one name in order of ID; one alone stands for itself. */
export type Cells = Cell | readonly Cell[];
/** Rows by partition and parameter. */
export type Values = Readonly<Partial<Record<Short, Readonly<Record<string, Cells>>>>>;

/** A run in few words. What is left out: global, HCAL in, Running, nothing masked, long past and stopped. */
export interface RunStory {
  readonly values?: Values;
  /** Named in EMPTY_FMS; such a partition publishes nothing but what `values` gives it. */
  readonly masked?: readonly Short[];
  /** Publishes nothing at all although it is not masked. */
  readonly silent?: readonly Short[];
  /** The EMPTY_FMS rows themselves, all of HBHE; an empty list: none. */
  readonly emptyFms?: Cells;
  readonly states?: readonly string[];
  /** What CMS.LVL0:HCAL says; null: no such row. */
  readonly hcal?: string | null;
  readonly isLocal?: boolean;
  /** When it began, milliseconds since 1970. */
  readonly start?: number;
  /** When it stopped; null: it goes on. */
  readonly stop?: number | null;
}

type NamedRow = readonly [name: string, cell: Cell];

/** A RunInfo-shaped SQLite file that runs and rows are added to. Rows stand in it newest first: their order says nothing. */
export class RunInfoFile {
  readonly path: string;
  private readonly database: Database.Database;
  private lastId: number;

  /** Opens the file of a folder, which is made where there is none. */
  constructor(folder: string, encoding = 'UTF-8') {
    this.path = join(folder, 'runinfo.sqlite');
    this.database = new Database(this.path);
    this.database.exec(`pragma encoding = '${encoding}'; pragma synchronous = off;
      create table if not exists RUNSESSION_PARAMETER (ID, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME);
      create index if not exists BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
      create table if not exists RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX);
      create index if not exists BY_PARAMETER on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)`);
    const last = this.database.prepare('select max(ID) from RUNSESSION_PARAMETER').raw(true).get() as [number | null];
    this.lastId = last[0] ?? 0;
  }

  /** Adds a whole run. */
  add(run: number, story: RunStory = {}): void {
    const start = story.start ?? Date.UTC(2020, 0, 1) + (run % 1000) * 3_600_000;
    const stop = story.stop === undefined ? start + 1_800_000 : story.stop;
    this.insert(run, rowsOfRun(story), start);
    if (stop !== null) this.stop(run, stop);
  }

  /** Adds rows of one name to a run. */
  publish(run: number, name: string, cells: Cells, time: number): void {
    this.insert(
      run,
      cellsOf(cells).map((cell) => [name, cell]),
      time,
    );
  }

  /** Says that a run has stopped. */
  stop(run: number, time: number): void {
    this.publish(run, 'CMS.LVL0:STOP_TIME_T', 'stopped', time);
  }

  /** Says that a run has begun at another time. */
  moveStart(run: number, time: number): void {
    const text = new Date(time).toISOString().replace('T', ' ').slice(0, 19);
    this.database
      .prepare(`update RUNSESSION_PARAMETER set TIME = ? where RUNNUMBER = ? and NAME = 'CMS.LVL0:START_TIME_T'`)
      .run(text, run);
  }

  private insert(run: number, rows: readonly NamedRow[], time: number): void {
    const text = new Date(time).toISOString().replace('T', ' ').slice(0, 19);
    const parameter = this.database.prepare('insert into RUNSESSION_PARAMETER values (?, ?, 1, ?, null, ?)');
    const string = this.database.prepare('insert into RUNSESSION_STRING values (?, ?, 0)');
    const numbered = rows.map(([name, cell], index) => ({ id: this.lastId + index + 1, name, cell }));
    this.lastId += rows.length;
    this.database.exec('begin');
    for (const { id, name, cell } of numbered.reverse()) {
      parameter.run(id, run, name, text);
      string.run(id, cell instanceof Uint8Array ? Buffer.from(cell) : cell);
    }
    this.database.exec('commit');
  }
}

function rowsOfRun(story: RunStory): NamedRow[] {
  const { values = {}, masked = [], silent = [], states = ['Configuring', 'Running'], hcal = 'In' } = story;
  const speaking = PARTITIONS.filter((one) => !masked.includes(one) && !silent.includes(one));
  const empty = `[${masked.map((one) => `HCAL_${one}`).join(', ')}]`;
  const emptyRows =
    story.emptyFms === undefined
      ? speaking.map((one): NamedRow => [`CMS.HCAL_${one}:EMPTY_FMS`, empty])
      : cellsOf(story.emptyFms).map((cell): NamedRow => ['CMS.HCAL_HBHE:EMPTY_FMS', cell]);
  return [
    ['CMS.HCAL_LEVEL_1:FM_FULLPATH', `/hcalpro/${story.isLocal === true ? 'Local' : 'Global'}/P5`],
    ['CMS.LVL0:START_TIME_T', 'started'],
    ...states.map((state): NamedRow => ['CMS.LVL0:RC_STATE', state]),
    ...(hcal === null ? [] : [['CMS.LVL0:HCAL', hcal] as const]),
    ...emptyRows,
    ...PARTITIONS.flatMap((one) => rowsOfPartition(one, speaking.includes(one), values[one] ?? {})),
  ];
}

/** Rows of a partition: four watched names that stay the same, so that it is believed (rule 12), then its own. */
function rowsOfPartition(one: Short, isSpeaking: boolean, own: Readonly<Record<string, Cells>>): NamedRow[] {
  const constant = { FM_URL: `//p5/${one}`, FM_URI: `/fm/${one}`, FM_ROLE: one, LOCAL_RUNKEY_SELECTED: 'pp' };
  return Object.entries({ ...(isSpeaking ? constant : {}), ...own }).flatMap(([parameter, cells]) =>
    cellsOf(cells).map((cell): NamedRow => [`CMS.HCAL_${one}:${parameter}`, cell]),
  );
}

function cellsOf(cells: Cells): readonly Cell[] {
  return typeof cells === 'string' || cells === null || cells instanceof Uint8Array ? [cells] : cells;
}
