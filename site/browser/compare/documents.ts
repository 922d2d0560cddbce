import type { Timeline, TimelineStart } from '../../../model/change.ts';
import type { Reading } from '../../../model/reading.ts';
import type { Alias, Rules, SecretRules } from '../../../model/rules.ts';
import type { RunReading, Snapshot } from '../../../model/run.ts';
import { is, isFormat, isNumber, isText, isValue, listOf, mapOf, oneOf, orNull, shape, texts } from '../checks.ts';

const isReading = oneOf<Reading>(
  shape({ kind: is('value'), value: isValue }),
  shape({ kind: is('absent'), spelling: orNull(isText) }),
  shape({ kind: is('unreadable'), why: isText }),
  shape({ kind: is('not-tracked') }),
);

const isRunReading = (value: unknown): value is RunReading =>
  isReading(value) && (!('end' in value) || isReading(value.end));

export const isSnapshot = shape<Snapshot>({
  format: isFormat,
  run: isNumber,
  start: orNull(isText),
  stop: orNull(isText),
  sequence: orNull(isText),
  hcal: orNull(isText),
  emptyFms: orNull(texts),
  gates: mapOf(isText),
  settings: isText,
  readings: mapOf(isRunReading),
});

const isLimit = oneOf<number | undefined>(isNumber, is(undefined));
const isAlias = shape<Alias>({ name: isText, partition: isText, from: isLimit, to: isLimit });

export const isSettings = shape<{ readonly rules: Rules }>({
  rules: shape<Rules>({
    partitions: texts,
    levelOne: isText,
    aliases: listOf(isAlias),
    globalParameter: isText,
    globalPath: isText,
    gates: mapOf(isText),
    absent: texts,
    tracked: texts,
    watched: texts,
    ignored: texts,
    text: texts,
    list: texts,
    redact: shape<SecretRules>({
      builtIn: isLimit,
      key: oneOf<string | undefined>(isText, is(undefined)),
      names: texts,
      values: texts,
    }),
  }),
});

/** `api/format.json`: the digest of the rules in force. */
export const isFormatFile = shape<{ readonly settings: string }>({ settings: isText });

export const isTimeline = shape<Timeline>({
  format: isFormat,
  partition: isText,
  parameter: isText,
  starts: listOf(shape<TimelineStart>({ from: isNumber, value: orNull(isValue) })),
});
