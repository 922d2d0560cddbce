import type { Rules } from '../../model/rules.ts';
import type { Snapshot } from '../../model/run.ts';
import { BASE_RULES } from '../support/rules.ts';
import type * as model from './model-entry.ts';
import { TEXT_PAIRS } from './text-pairs.ts';

/** The model as the browser gets it. Its code comes in from outside: this file is bundled apart. */
export type Model = typeof model;

const rules: Rules = {
  ...BASE_RULES,
  partitions: ['HCAL_HBHE', 'HCAL_HF'],
  absent: ['not set'],
  ignored: ['EVENTS_TAKEN'],
  text: ['CFGDOC_TXT'],
  list: ['MASKED_RESOURCES'],
};

const partition = 'HCAL_HBHE';
/** Which parameter holds a pair of texts decides how they are compared: by line, as a set, or as they are. */
const PARAMETERS = ['CFGDOC_TXT', 'MASKED_RESOURCES', 'FM_ROLE'];

/** What the model says of every pair of texts, as JSON in which half a surrogate pair survives, by the pair's name. */
export function answerAll(model: Model): Record<string, string> {
  model.useLabels({ ...model.NEUTRAL, name: 'HCAL', prefix: 'HCAL_' });
  const answers = Object.entries(TEXT_PAIRS).map(([name, pair]): [string, unknown] => [name, answerPair(model, pair)]);
  return Object.fromEntries(
    [...answers, ['timelines', answerTimelines(model)]].map(([name, answer]) => [String(name), JSON.stringify(answer)]),
  );
}

function answerPair(model: Model, [before, after]: readonly [string | null, string | null]): unknown {
  const [older, newer] = [snapshotOf(1, before), snapshotOf(2, after)];
  const compared = rules.partitions.map((one) =>
    model.compareReadings({
      rules,
      partition: one,
      names: PARAMETERS.filter((parameter) => model.isWatched(rules, one, parameter)),
      before: (parameter) => model.readingOf(older, rules, one, parameter),
      after: (parameter) => model.readingOf(newer, rules, one, parameter),
      isReadAlike: true,
      earlier: () => null,
      readValue: String,
    }),
  );
  const entries = model.groupChanges(compared.flatMap(({ changes }) => changes));
  const texts = [before, after].flatMap((text) => (text === null ? [] : [text]));
  return {
    entries,
    notCompared: model.groupNotCompared(compared.flatMap(({ notCompared }) => notCompared)),
    differences: entries.map((entry) => model.diffLines(...model.diffableLines(entry.compared, [before, after]))),
    words: [model.headline(entries), ...entries.map((entry) => model.describeEntry(entry))],
    forms: PARAMETERS.flatMap((name) => texts.map((text) => model.comparableForm(rules, partition, name, text))),
    inclusion: model.inclusionsOf(newer, rules),
  };
}

function snapshotOf(run: number, text: string | null): Snapshot {
  const reading =
    text === null ? ({ kind: 'absent', spelling: null } as const) : ({ kind: 'value', value: text } as const);
  const keys = rules.partitions.flatMap((one) => PARAMETERS.map((parameter) => `${one}:${parameter}`));
  return {
    format: 1,
    run,
    start: null,
    stop: null,
    sequence: null,
    hcal: null,
    emptyFms: [],
    gates: {},
    settings: '0123456789abcdef',
    readings: Object.fromEntries(keys.map((key) => [key, reading])),
  };
}

/** A run key that flaps, and a parameter that follows it. */
function answerTimelines(model: Model): unknown {
  const runs = Array.from({ length: 12 }, (_, place) => place + 1);
  const startsOf = (_: string, parameter: string) =>
    runs.filter((run) => run % 2 === 1).map((from) => ({ from, value: `${parameter} ${from % 4}` }));
  const entries = model.groupChanges(
    ['LOCAL_RUNKEY_SELECTED', 'CFGDOC_TXT', 'FM_ROLE'].map((parameter) => ({
      partition,
      parameter,
      kind: 'changed',
      compared: 'plain',
      before: `${parameter} 1`,
      after: parameter === 'FM_ROLE' ? 'by hand' : `${parameter} 3`,
      added: 1,
      removed: 1,
    })),
  );
  const timeline = {
    format: 1,
    partition,
    parameter: 'CFGDOC_TXT',
    starts: startsOf(partition, 'CFGDOC_TXT'),
  } as const;
  return {
    intervals: model.toIntervals(timeline, runs),
    start: model.startAt(timeline, 8),
    explained: model.explainEntries(11, entries, {
      startsOf,
      equalityFor: (of, name) => model.equalityOf(rules, of, name, String),
      wasRead: () => true,
    }),
    flapping: model.findFlapping(timeline.starts, model.equalityOf(rules, partition, 'CFGDOC_TXT', String), () => runs),
    short: model.shortPartition(partition),
  };
}
