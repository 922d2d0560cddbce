import { groupBy } from '../../model/group-by.ts';
import { CENTRAL, parseName, runInfoName } from '../../model/names.ts';
import { findNearestNames } from '../../model/nearest-names.ts';
import type { ParameterRow } from '../../model/row.ts';
import { findUnusedPatterns, resolvePartition } from '../../model/rules.ts';
import type { Rules } from '../../model/rules.ts';
import type { Snapshot } from '../../model/run.ts';
import { toAge } from '../../model/time.ts';
import type { NameProfile } from '../snapshot/sources/survey.ts';
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
}

/** Whether a rule of docs/rules.md holds of the run. */
export interface Verdict {
  readonly rule: number;
  readonly verdict: 'holds' | 'does not hold' | 'cannot tell';
  /** Counts, names and lengths that say so: no value of a parameter. */
  readonly evidence: string;
}

/** A setting that would make a rule hold. */
export interface Proposal {
  readonly key: string;
  readonly value: unknown;
  readonly why: string;
}

/** What is found out about one rule. */
type Judgement = Omit<Verdict, 'rule'> & { readonly proposals?: readonly Proposal[] };

const holds = (evidence: string): Judgement => ({ verdict: 'holds', evidence });
const fails = (evidence: string, ...proposals: Proposal[]): Judgement => ({
  verdict: 'does not hold',
  evidence,
  proposals,
});
const unclear = (evidence: string): Judgement => ({ verdict: 'cannot tell', evidence });

/** The rules that rows can speak for or against, by number. A new one is added here. */
const JUDGES: Readonly<Record<number, (facts: ProbeFacts, rules: Rules) => Judgement>> = {
  1: judgeGlobal,
  2: judgeRunning,
  4: judgeHcal,
  5: judgeInclusion,
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

function judgeGlobal({ run, rows, names }: ProbeFacts, { globalParameter, globalPath }: Rules): Judgement {
  const texts = textsOf(rows, globalParameter);
  if (texts.some((text) => text.includes(globalPath)))
    return holds(`${globalParameter} of run ${run} contains ${globalPath}`);
  if (texts.length === 0) {
    const parameter = parseName(globalParameter)?.parameter ?? '';
    const others = names.map(({ name }) => name).filter((name) => name.endsWith(`:${parameter}`));
    return fails(
      `run ${run} has no ${globalParameter}` +
        (others.length > 0 ? `, but ${others.join(', ')}` : `, nor any other ${parameter}`),
    );
  }
  const evidence = `${globalParameter} of run ${run} does not contain ${globalPath}`;
  const [, path] = texts.map((text) => /(\/[^/]+\/global[^/]*\/)/i.exec(text)).find((match) => match !== null) ?? [];
  return path === undefined
    ? unclear(`${evidence}, nor a folder called global: probe a run that is known to be a global one`)
    : fails(evidence, { key: 'rules.globalPath', value: path, why: 'it is in the path of this run' });
}

function judgeRunning({ run, rows, sightings }: ProbeFacts): Judgement {
  const states = textsOf(rows, CENTRAL.state);
  const ran = sightings.filter(({ isRunning }) => isRunning).length;
  const others = `${ran} of ${sightings.length} runs around it have one that says so`;
  if (states.some((text) => text.trim() === 'Running'))
    return holds(`a row of ${CENTRAL.state} of run ${run} says Running; ${others}`);
  if (states.length > 0)
    return unclear(`${states.length} rows of ${CENTRAL.state} of run ${run}, none says Running; ${others}`);
  return ran > 0
    ? unclear(`run ${run} has no ${CENTRAL.state}; ${others}`)
    : fails(`no run has ${CENTRAL.state} Running: all would count as never ran, and no setting changes that yet`);
}

function judgeHcal({ run, rows }: ProbeFacts): Judgement {
  const [text] = textsOf(rows, CENTRAL.hcal);
  if (text === undefined) return unclear(`run ${run} has no ${CENTRAL.hcal}: it would be taken as not stated`);
  if (text.trim().toLowerCase() === 'in') return holds(`${CENTRAL.hcal} of run ${run} says In`);
  const isOther = /^(?:out|away)$/i.test(text.trim());
  return isOther
    ? unclear(`${CENTRAL.hcal} says that HCAL was not in run ${run}: probe another one`)
    : fails(`${CENTRAL.hcal} of run ${run} says neither In, Out nor Away`);
}

function judgeInclusion({ run, names, snapshot: { emptyFms } }: ProbeFacts, rules: Rules): Judgement {
  const proposals = [...proposePartitions(names, rules)];
  const listed = names.filter(({ name }) => name.endsWith(':EMPTY_FMS'));
  if (emptyFms === null) {
    const evidence =
      listed.length === 0
        ? 'has no EMPTY_FMS'
        : `has EMPTY_FMS of ${listed.length} function managers, but no list that is whole`;
    return fails(`run ${run} ${evidence}: who took part would be unknown, and nothing compared`, ...proposals);
  }
  const strange = emptyFms.filter((name) => name !== '' && resolvePartition(rules, name, run) === null);
  const aliases = strange.flatMap((name) => {
    const [partition] = findNearestNames(name, rules.partitions, 1);
    return partition === undefined ? [] : [{ name, partition, from: run }];
  });
  if (aliases.length > 0) {
    const why = 'EMPTY_FMS names what is no partition, but nearly one: check which it is, and since which run';
    proposals.push({ key: 'rules.aliases', value: [...rules.aliases, ...aliases], why });
  }
  const evidence = `EMPTY_FMS of run ${run} is a whole list of ${emptyFms.length}`;
  if (strange.length > 0) return fails(`${evidence}, with names of no partition: ${strange.join(', ')}`, ...proposals);
  return proposals.length > 0 ? fails(`${evidence}, but partitions have other names`, ...proposals) : holds(evidence);
}

/** Function managers with names like those of the partitions that the settings do not know, in place of those without rows. */
function proposePartitions(names: readonly NameProfile[], rules: Rules): Proposal[] {
  const managers = [...new Set(names.flatMap(({ name }) => parseName(name)?.partition ?? []))];
  const missing = rules.partitions.filter((partition) => !managers.includes(partition));
  const unknown = managers.filter(
    (name) =>
      name !== rules.levelOne &&
      !rules.partitions.includes(name) &&
      names.some((each) => each.name === runInfoName(name, 'FM_URL')),
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
  const longest = (of: (profile: NameProfile) => number) => Math.max(...names.map(of));
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
  const why = 'some rows say only that: check whether it stands for no value';
  return {
    ...unclear(`${evidence}; others may: ${words.join(', ')}`),
    proposals: [{ key: 'rules.absent', value: [...rules.absent, ...words], why }],
  };
}

function judgeWatched({ names }: ProbeFacts, rules: Rules): Judgement {
  const ofPartitions = names
    .flatMap(({ name }) => parseName(name) ?? [])
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

function judgeTimes({ names, now, settle }: ProbeFacts): Judgement {
  const times = names.flatMap(({ newestAt }) => newestAt ?? []).sort();
  const newest = times.at(-1);
  if (newest === undefined) return fails('no row has a TIME that can be read');
  const evidence = `the newest TIME of the run is ${newest}, taken for UTC: ${toAge(newest, now)}`;
  const isAhead = Date.parse(newest) > now + settle * 1000;
  return isAhead ? fails(`${evidence}. It is in the future: TIME may be of a local zone`) : holds(evidence);
}

function textsOf(rows: readonly ParameterRow[], name: string): string[] {
  return rows.flatMap((row) => (row.name === name && row.value.kind === 'text' ? [row.value.text] : []));
}
