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

/**
 * Makes a survey of what runs its two statements.
 * @param ask runs one, as what it is known by, about a run (bind as `isOfRun` of the dialect needs it) or none
 * @param say what is said of the server; it was asked for its version, and so has a session
 * @param zone of a TIME that names none
 */
export function makeSurvey(
  dialect: SurveyDialect,
  ask: (action: string, sql: string, run: number | null) => Promise<unknown[][]>,
  say: (version: string) => string,
  zone: string,
): Survey {
  const { parameters, strings, newestRun, version, plain, newest, isLobOf, isOfRun } = dialect;
  const describeSql = `select ${newestRun}, ${version} from ${parameters} p`;
  const profileSql = `select p.NAME, count(distinct p.ID), count(s.RUNSESSION_PARAMETER_ID), count(distinct case when ${plain} is not null then p.ID end),
       max(length(${plain})), max(length(s.VALUE)), ${newest}
from ${parameters} p
left join ${strings} s on ${isLobOf}
where ${isOfRun}
group by p.NAME
order by p.NAME`;
  return {
    describe: async () => {
      const [row] = await ask('looking for the newest run', describeSql, null);
      return { newestRun: toRunNumber(row?.[0]), server: say(String(row?.[1])) };
    },
    profile: async (run) =>
      (await ask('looking at the names of a run', profileSql, run)).map(
        ([name, rows, lobs, withPlain, longestPlain, longestLob, newestAt]) => ({
          name: String(name),
          rows: Number(rows),
          lobs: Number(lobs),
          plain: Number(withPlain),
          longestPlain: Number(longestPlain ?? 0),
          longestLob: Number(longestLob ?? 0),
          newestAt: toTime(newestAt, zone),
        }),
      ),
  };
}
