import { toRunNumber } from './tables.ts';
import { toTime } from './times.ts';

/** So many of the newest run numbers are looked through for what the newest global runs say. */
export const AROUND = 1000;

/** What a source says beside the rules, one statement each: for `probe`. */
export interface Survey {
  /** The newest run number of all; null: there is none. And what the server says of itself. */
  describe(): Promise<{ readonly newestRun: number | null; readonly server: string }>;
  /** Every name of a run. */
  profile(run: number): Promise<NameProfile[]>;
}

/** What the rows of one name of a run are like. */
export interface NameProfile {
  readonly name: string;
  readonly rows: number;
  /** LOB rows of them. */
  readonly lobs: number;
  /** How many have a STRING_VALUE. */
  readonly plain: number;
  /** Characters of the longest STRING_VALUE, and of the longest LOB row; 0: none. */
  readonly longestPlain: number;
  readonly longestLob: number;
  readonly newestAt: string | null;
}

/** The expressions of one kind of SQL that a survey needs, over `p`, a row, and `s`, its LOB rows. */
export interface SurveyDialect {
  readonly parameters: string;
  readonly strings: string;
  /** The newest run number. */
  readonly newestRun: string;
  /** STRING_VALUE. */
  readonly plain: string;
  /** The newest TIME. */
  readonly newest: string;
  readonly isLobOf: string;
  readonly isOfRun: string;
  /** What the server says of itself. */
  readonly version: string;
}

/** The statement for `describe`: a row of run number and version. */
export function describeSql({ parameters, newestRun, version }: SurveyDialect): string {
  return `select ${newestRun}, ${version} from ${parameters} p`;
}

/** The statement for `profile`. */
export function profileSql({ parameters, strings, plain, newest, isLobOf, isOfRun }: SurveyDialect): string {
  return `select p.NAME, count(distinct p.ID), count(s.RUNSESSION_PARAMETER_ID), count(distinct case when ${plain} is not null then p.ID end),
       max(length(${plain})), max(length(s.VALUE)), ${newest}
from ${parameters} p
left join ${strings} s on ${isLobOf}
where ${isOfRun}
group by p.NAME
order by p.NAME`;
}

/** Makes a survey of what runs both statements. @param zone of a TIME that names none */
export function makeSurvey(
  describe: () => Promise<unknown[][]>,
  server: (version: string) => string,
  profile: (run: number) => Promise<unknown[][]>,
  zone: string,
): Survey {
  return {
    describe: async () => {
      const [row] = await describe();
      return { newestRun: toRunNumber(row?.[0]), server: server(String(row?.[1])) };
    },
    profile: async (run) =>
      (await profile(run)).map(([name, rows, lobs, plain, longestPlain, longestLob, newest]) => ({
        name: String(name),
        rows: Number(rows),
        lobs: Number(lobs),
        plain: Number(plain),
        longestPlain: Number(longestPlain ?? 0),
        longestLob: Number(longestLob ?? 0),
        newestAt: toTime(newest, zone),
      })),
  };
}
