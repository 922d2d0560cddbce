import { runInfoName } from '../../../../model/names.ts';
import type { Rules } from '../../../../model/rules.ts';
import { numbered, OR, partitionNames, singleNames } from '../tables.ts';
import type { Condition, Statement } from '../tables.ts';

/** A statement for an Oracle server. */
export interface OracleStatement extends Statement {
  /** What it does, for whoever looks at the sessions of the server. */
  readonly action: string;
}

/** How a TIME is compared and delivered: to the second, as text, so that no time zone has a say. */
export const SECOND = `'YYYY-MM-DD HH24:MI:SS'`;
/** Texts of up to this many characters are looked into by the database; VARCHAR2 has room for them in any encoding. */
export const SHORT = 1000;
/** White space of ASCII, as a bind. Other white space is seen to by the rules, which look at what was picked. */
export const BLANKS = ' \t\n\u000b\f\r';

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

/** The names that a run is read with: central DAQ's, the gates, EMPTY_FMS, and of the partitions' own the tracked ones. */
export function namesOfRun(rules: Rules): Condition {
  const within = partitionNames(rules);
  const partitions = [...rules.partitions, rules.levelOne];
  const names = [...singleNames(rules), ...partitions.map((partition) => runInfoName(partition, 'EMPTY_FMS'))];
  const patterns = likePatterns(rules, partitions);
  const list = names.map((_, index) => `:name${index}`).join(', ');
  const likes = patterns.map((_, index) => `p.NAME like :like${index} escape '\\'`).join(OR);
  return {
    condition: `p.NAME in (${list})${OR}${likes === '' ? within.condition : `(${within.condition}) and (${likes})`}`,
    binds: { ...numbered('name', names), ...numbered('like', patterns), ...within.binds },
  };
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
