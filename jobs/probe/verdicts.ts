import * as z from 'zod';
import { greatest, groupBy } from '../../model/lists.ts';
import { inclusionsOf, saysIn } from '../../model/snapshot.ts';
import { INCLUSION_LABELS, labels } from '../../model/labels.ts';
import { parseName, runningMark, findNearestNames } from '../../model/names.ts';
import type { ParameterRow } from '../../model/row.ts';
import { findUnusedPatterns, globalPaths, matchesAny, resolvePartition, type Rules } from '../../model/rules.ts';
import type { Snapshot } from '../../model/run.ts';
import { toAge } from '../../model/time.ts';
import type { NameProfile } from '../snapshot/sources/survey.ts';
import { toTime } from '../snapshot/sources/times.ts';
import type { Sighting } from '../snapshot/sources/types.ts';

/** What a source was found to hold. */
export interface ProbeFacts {
  readonly run: number;
  /** The runs around it that have the parameter of rule 1 with a path of any kind. */
  readonly sightings: readonly Sighting[];
  /** Every name of the run. */
  readonly names: readonly NameProfile[];
  /** The rows that the rules in force read of the run. */
  readonly rows: readonly ParameterRow[];
  /** What these rules make of them, with every name tracked. */
  readonly snapshot: Snapshot;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Seconds that clocks may differ by. */
  readonly settle: number;
  /** The zone of the experiment. */
  readonly zone: string;
}

/** Whether a rule of docs/rules.md holds of the run: by counts, names and lengths, and no value of a parameter. */
export const verdictSchema = z.strictObject({
  rule: z.int().describe('Number of the rule'),
  verdict: z.enum(['holds', 'does not hold', 'cannot tell']).describe('Whether it holds of that run'),
  evidence: z.string().describe('What says so'),
});
type Verdict = z.infer<typeof verdictSchema>;

/** A setting that would make a rule hold. */
export const proposalSchema = z.strictObject({
  key: z.string().describe('A setting'),
  value: z.json().describe('What to set it to'),
  why: z.string().describe('What speaks for that'),
});
type Proposal = Omit<z.infer<typeof proposalSchema>, 'value'> & { readonly value: unknown };

/** What is found out about one rule. */
type Judgement = Omit<Verdict, 'rule'> & { readonly proposals?: readonly Proposal[] };

const holds = (evidence: string): Judgement => ({ verdict: 'holds', evidence });
const fails = (evidence: string, ...proposals: Proposal[]): Judgement => ({
  verdict: 'does not hold',
  evidence,
  proposals,
});
const unclear = (evidence: string): Judgement => ({ verdict: 'cannot tell', evidence });

type Judge = (facts: ProbeFacts, rules: Rules) => Judgement;

/** The rules that rows can speak for or against, by number. A new one is added here. */
const JUDGES: Readonly<Record<number, Judge>> = {
  1: judgeGlobal,
  2: judgeRunning,
  4: judgeTakesPart,
  5: unlessOther(judgeInclusion),
  6: judgeValues,
  7: judgeAbsence,
  9: judgeWatched,
  11: judgeTimes,
};

/** Holds what was found against the rules in force. */
export function judge(facts: ProbeFacts, rules: Rules): { verdicts: Verdict[]; proposals: Proposal[] } {
  const judged = Object.entries(JUDGES).map(([rule, judgeRule]) => ({
    rule: Number(rule),
    ...judgeRule(facts, rules),
  }));
  return {
    verdicts: judged.map(({ rule, verdict, evidence }) => ({ rule, verdict, evidence })),
    proposals: judged.flatMap(({ proposals = [] }) => proposals),
  };
}

/** Only a global run that has run speaks against the rule: others publish less. */
function unlessOther(judgeRule: Judge): Judge {
  return (facts, rules) => {
    const judgement = judgeRule(facts, rules);
    const isKnown = [judgeGlobal, judgeRunning].every((isOne) => isOne(facts, rules).verdict !== 'cannot tell');
    if (isKnown || judgement.verdict === 'holds') return judgement;
    return unclear(`${judgement.evidence}; nobody knows that this is a global run that has run: probe one that is`);
  };
}

function judgeGlobal({ run, rows, names }: ProbeFacts, rules: Rules): Judgement {
  const { globalParameter } = rules;
  const paths = globalPaths(rules);
  const texts = textsOf(rows, globalParameter);
  const found = paths.find((path) => texts.some((text) => text.includes(path)));
  if (found !== undefined) return holds(`${globalParameter} of run ${run} contains ${found}`);
  if (texts.length === 0) {
    const parameter = parseName(rules, globalParameter)?.parameter ?? '';
    const others = names.map(({ name }) => name).filter((name) => name.endsWith(`:${parameter}`));
    return fails(
      `run ${run} has no ${globalParameter}` +
        (others.length > 0 ? `, but ${others.join(', ')}` : `, nor any other ${parameter}`),
    );
  }
  const evidence = `${globalParameter} of run ${run} does not contain ${paths.join(' or ')}`;
  const [, path] = texts.map((text) => /(\/[^/]+\/global[^/]*\/)/i.exec(text)).find((match) => match !== null) ?? [];
  return path === undefined
    ? unclear(`${evidence}, nor a folder called global: probe a run that is known to be a global one`)
    : fails(evidence, { key: 'rules.globalPath', value: path, why: 'it is in the path of this run' });
}

function judgeRunning({ run, rows, names, sightings }: ProbeFacts, rules: Rules): Judgement {
  const { name: mark, word } = runningMark(rules);
  const marks = rows.filter(({ name }) => name === mark);
  const ran = sightings.filter(({ isRunning }) => isRunning).length;
  const others = `${ran} of ${sightings.length} runs around it have one${word === null ? '' : ' that says so'}`;
  if (word === null)
    return marks.length > 0
      ? holds(`run ${run} has ${mark}; ${others}`)
      : unclear(`run ${run} has no ${mark}; ${others}`);
  if (textsOf(marks, mark).some((text) => text.trim() === word))
    return holds(`a row of ${mark} of run ${run} says ${word}; ${others}`);
  if (marks.length > 0) return unclear(`${marks.length} rows of ${mark} of run ${run}, none says ${word}; ${others}`);
  if (ran > 0) return unclear(`run ${run} has no ${mark}; ${others}`);
  const evidence = `no run has ${mark} ${word}: all would count as never ran`;
  const { start } = rules.central;
  if (names.every(({ name }) => name !== start)) return fails(`${evidence}, and there is no ${start} either`);
  const why = `there is ${start}: a run that began counts as having run, since nothing else says how far it came`;
  return fails(evidence, { key: 'rules.central.state', value: null, why });
}

function judgeTakesPart({ run, rows }: ProbeFacts, { takesPart }: Rules): Judgement {
  if (takesPart === null) return holds('no name decides whether a run is archived: every global run is');
  const [text] = textsOf(rows, takesPart);
  if (text === undefined) return unclear(`run ${run} has no ${takesPart}: it would be taken as not stated`);
  if (saysIn(text)) return holds(`${takesPart} of run ${run} says In`);
  return isOtherThanIn(text)
    ? unclear(`${takesPart} says that ${labels().name} was not in run ${run}: probe another one`)
    : fails(`${takesPart} of run ${run} says neither In, Out nor Away`);
}

function isOtherThanIn(text: string): boolean {
  return /^(?:out|away)$/i.test(text.trim());
}

function judgeInclusion(facts: ProbeFacts, rules: Rules): Judgement {
  const { run, names, snapshot } = facts;
  const { emptyFms } = snapshot;
  const proposals = [...proposePartitions(names, rules)];
  const { outList } = rules;
  if (outList === null) return judgeGates(facts, rules, proposals);
  const listed = names.filter(({ name }) => name.endsWith(`:${outList}`));
  if (emptyFms === null) {
    const evidence =
      listed.length === 0
        ? `has no ${outList}`
        : `has ${outList} of ${listed.length} function managers, but no list that is whole`;
    const why = `without a list, a ${labels().partition} is in where it has parameters: check that one that is out has none, or name gates`;
    return fails(`run ${run} ${evidence}: who took part would be unknown, and nothing compared`, ...proposals, {
      key: 'rules.outList',
      value: null,
      why,
    });
  }
  const strange = emptyFms.filter((name) => name !== '' && resolvePartition(rules, name, run) === null);
  const aliases = strange.flatMap((name) => {
    const [partition] = findNearestNames(name, rules.partitions, 1);
    return partition === undefined ? [] : [{ name, partition }];
  });
  if (aliases.length > 0) {
    const why = `${outList} names what is no partition, but nearly one: check which it is, and since which run`;
    proposals.push({ key: 'rules.aliases', value: [...rules.aliases, ...aliases], why });
  }
  const evidence = `${outList} of run ${run} is a whole list of ${emptyFms.length}`;
  if (strange.length > 0) return fails(`${evidence}, with names of no partition: ${strange.join(', ')}`, ...proposals);
  return proposals.length > 0 ? fails(`${evidence}, but partitions have other names`, ...proposals) : holds(evidence);
}

/** Where nobody lists who is out, gates and rows say who is in. */
function judgeGates({ run, snapshot }: ProbeFacts, rules: Rules, proposals: readonly Proposal[]): Judgement {
  const inclusion = Object.entries(inclusionsOf(snapshot, rules));
  const evidence = `by gates and rows of run ${run}: ${inclusion.map(([name, how]) => `${name} ${INCLUSION_LABELS[how]}`).join(', ')}`;
  const isTold = inclusion.every(([, how]) => how !== 'unknown');
  return isTold && proposals.length === 0 ? holds(evidence) : fails(evidence, ...proposals);
}

/** Function managers with names like those of the partitions that the settings do not know, in place of those without rows. */
function proposePartitions(names: readonly NameProfile[], rules: Rules): Proposal[] {
  const managers = [...new Set(names.flatMap(({ name }) => parseName(rules, name)?.partition ?? []))];
  const missing = rules.partitions.filter((partition) => !managers.includes(partition));
  const unknown = managers.filter(
    (name) =>
      name !== rules.levelOne &&
      !rules.partitions.includes(name) &&
      names.some((each) => {
        const { partition, parameter = '' } = parseName(rules, each.name) ?? {};
        return partition === name && matchesAny(rules.watched, name, parameter);
      }),
  );
  const renamed = missing.flatMap((partition) =>
    findNearestNames(partition, unknown, 1).map((name) => [partition, name] as const),
  );
  if (renamed.length === 0) return [];
  const value = rules.partitions.map((partition) => renamed.find(([old]) => old === partition)?.[1] ?? partition);
  const why = `the run has rows of ${renamed.map(([old, name]) => `${name}, and none of ${old}`).join('; ')}`;
  return [{ key: 'rules.partitions', value, why }];
}

function judgeValues({ names }: ProbeFacts): Judgement {
  const sum = (of: (profile: NameProfile) => number) => names.reduce((total, profile) => total + of(profile), 0);
  const most = names.reduce<NameProfile | null>((high, each) => (each.rows > (high?.rows ?? 0) ? each : high), null);
  if (most === null) return unclear('the run has no row');
  const longest = (of: (profile: NameProfile) => number) => greatest(names.map(of));
  const evidence =
    `${sum(({ rows }) => rows)} rows of ${names.length} names, at most ${most.rows} of one (${most.name}); ${sum(({ plain }) => plain)} have a STRING_VALUE, ` +
    `of up to ${longest(({ longestPlain }) => longestPlain)} characters; ${sum(({ lobs }) => lobs)} LOB rows, of up to ${longest(({ longestLob }) => longestLob)}`;
  return sum(({ lobs }) => lobs) === 0 && longest(({ longestPlain }) => longestPlain) >= 4000
    ? fails(`${evidence}: long values may be cut off, since there are no LOB rows`)
    : holds(evidence);
}

/** Words that people write for no value, beside those of the settings. */
const NOTHING = /^(?:none|null|nil|n\/?a|unset|undefined|empty|-+)$/i;

function judgeAbsence({ rows, snapshot }: ProbeFacts, rules: Rules): Judgement {
  const readings = Object.values(snapshot.readings);
  const absent = readings.filter(({ kind }) => kind === 'absent').length;
  const texts = rows.flatMap(({ value }) => (value.kind === 'text' ? [value.text] : []));
  const words = [
    ...new Set(texts.map((text) => text.trim()).filter((text) => NOTHING.test(text) && !rules.absent.includes(text))),
  ].sort();
  const evidence = `${absent} of ${readings.length} parameters have no value by the settings`;
  if (words.length === 0) return holds(evidence);
  return unclear(`${evidence}; others may, where ${words.join(', ')} stands for none: then it belongs in rules.absent`);
}

function judgeWatched({ names }: ProbeFacts, rules: Rules): Judgement {
  const ofPartitions = names
    .flatMap(({ name }) => parseName(rules, name) ?? [])
    .filter(({ partition }) => rules.partitions.includes(partition));
  const byPartition = new Map(
    [...groupBy(ofPartitions, ({ partition }) => partition)].map(([partition, parsed]) => [
      partition,
      parsed.map(({ parameter }) => parameter),
    ]),
  );
  if (byPartition.size === 0) return fails('the run has no name of any partition');
  const unused = findUnusedPatterns(rules, byPartition);
  return unused.length === 0
    ? holds(`every entry of the watch list fits a name of ${byPartition.size} partitions`)
    : fails(`of the watch list these fit no name: ${unused.join(', ')}`);
}

function judgeTimes({ names, now, settle, zone }: ProbeFacts, { timeZone }: Rules): Judgement {
  const times = names.flatMap(({ newestAt }) => newestAt ?? []).sort();
  const newest = times.at(-1);
  if (newest === undefined) return fails('no row has a TIME that can be read');
  const evidence = `the newest TIME of the run is ${newest}, taken for ${timeZone}: ${toAge(newest, now)}`;
  const isAhead = (time: string) => Date.parse(time) > now + settle * 1000;
  if (!isAhead(newest)) return holds(evidence);
  // The same digits on other clocks.
  const local = toTime(newest.replace('Z', ''), zone);
  const isLocal = timeZone === 'UTC' && local !== null && local !== newest && !isAhead(local);
  const why = `by the clocks of ${zone} that was ${local}`;
  return fails(
    `${evidence}. It is in the future: TIME may be of a local zone`,
    ...(isLocal ? [{ key: 'rules.timeZone', value: zone, why }] : []),
  );
}

function textsOf(rows: readonly ParameterRow[], name: string): string[] {
  return rows.flatMap((row) => (row.name === name && row.value.kind === 'text' ? [row.value.text] : []));
}
