import type { Rules } from '../../../../model/rules.ts';
import { runInfoName } from '../../../../model/names.ts';
import { partitionRanges, singleNames } from '../names.ts';

/** A statement, with the binds that are the same at every execution. Its text depends on the settings alone. */
export interface OracleStatement {
  /** What it does, for whoever looks at the sessions of the server. */
  readonly action: string;
  readonly sql: string;
  readonly binds: Binds;
}

export type Binds = Readonly<Record<string, string | number>>;

/** A condition on the column `p.NAME`, with its binds. */
export interface Condition {
  readonly condition: string;
  readonly binds: Readonly<Record<string, string>>;
}

/** How a TIME is compared and delivered: to the second, as text, so that no time zone has a say. */
export const SECOND = `'YYYY-MM-DD HH24:MI:SS'`;
/** Texts of up to this many characters are looked into by the database; VARCHAR2 has room for them in any encoding. */
export const SHORT = 1000;
/** White space of ASCII, as a bind. Other white space is seen to by the rules, which look at what was picked. */
export const BLANKS = ' \t\n\u000b\f\r';

/** Between alternatives of a condition, each of which has a line of its own. */
const OR = '\n            or ';

/** The two tables, with their owner before them where the settings name one. */
export function tablesOf(schema: string): { readonly parameters: string; readonly strings: string } {
  const owner = schema === '' ? '' : `${schema}.`;
  return { parameters: `${owner}RUNSESSION_PARAMETER`, strings: `${owner}RUNSESSION_STRING` };
}

/** The part of a CASE that makes VARCHAR2 of a LOB, where it is short. */
export function shortText(lob: string): string {
  return `length(${lob}) <= ${SHORT} then cast(${lob} as varchar2(4000))`;
}

/** A text without the blanks around it; NULL where nothing is left. */
export function trimmed(text: string): string {
  return `ltrim(rtrim(${text}, :blanks), :blanks)`;
}

/** The names of the partitions and of level 1, as ranges that an index serves. */
export function partitionNames(rules: Rules): Condition {
  const ranges = partitionRanges(rules);
  return {
    condition: ranges.map((_, index) => `p.NAME >= :from${index} and p.NAME < :below${index}`).join(OR),
    binds: Object.assign(
      {},
      ...ranges.map(({ from, below }, index) => ({ [`from${index}`]: from, [`below${index}`]: below })),
    ),
  };
}

/** The names that a run is read with: central DAQ's, the gates, EMPTY_FMS, and of the partitions' own the tracked ones. */
export function namesOfRun(rules: Rules): Condition {
  const within = partitionNames(rules);
  const partitions = [...rules.partitions, rules.levelOne];
  const single = [...singleNames(rules), ...partitions.map((partition) => runInfoName(partition, 'EMPTY_FMS'))];
  const patterns = likePatterns(rules, partitions);
  const list = single.map((_, index) => `:name${index}`).join(', ');
  const likes = patterns.map((_, index) => `p.NAME like :like${index} escape '\\'`).join(OR);
  return {
    condition: `p.NAME in (${list})${OR}${likes === '' ? within.condition : `(${within.condition}) and (${likes})`}`,
    binds: { ...numbered('name', single), ...numbered('like', patterns), ...within.binds },
  };
}

/** Binds `absent0`, `absent1` … for a list of texts. */
export function numbered(name: string, texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text, index) => [`${name}${index}`, text]));
}

/** The tracked names as patterns of LIKE; none where everything is tracked. */
function likePatterns(rules: Rules, partitions: readonly string[]): string[] {
  if (rules.tracked.includes('*')) return [];
  const like = (text: string) => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`).replaceAll('*', '%');
  return rules.tracked.flatMap((pattern) =>
    pattern.includes(':')
      ? [like(`CMS.${pattern}`)]
      : partitions.map((partition) => like(runInfoName(partition, pattern))),
  );
}
