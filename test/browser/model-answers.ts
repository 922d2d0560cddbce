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

/** Which runs changed a parameter on the way from one run to another, either way. */
function answerTimelines(model: Model): unknown {
  const starts = [1, 3, 5, 7, 9, 11].map((from) => ({ from }));
  const ways: readonly (readonly [number, number])[] = [
    [2, 8],
    [8, 2],
    [3, 3],
    [0, 12],
  ];
  return {
    changed: ways.map(([from, to]) => model.intermediateChangeOf({ partition, parameter: 'A', starts }, from, to)),
    short: model.shortPartition(partition),
  };
}
