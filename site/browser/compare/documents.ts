import type { Reading } from '../../../model/reading.ts';
import type { Rules } from '../../../model/rules.ts';
import type { RunReading, Snapshot } from '../../../model/run.ts';
import { is, isFormat, isText, isValue, mapOf, oneOf, orNull, shape, texts } from '../checks.ts';

const isReading = oneOf<Reading>(
  shape({ kind: is('value'), value: isValue }),
  shape({ kind: is('absent'), spelling: orNull(isText) }),
  shape({ kind: is('unreadable'), why: isText }),
);

/** A reading at the start of a run, which is what is compared. */
const isRunReading = (value: unknown): value is RunReading => isReading(value);

/** A snapshot, as far as comparing looks into it; the rest is for other readers. */
export const isSnapshot = (value: unknown): value is Snapshot => hasReadings(value);
const hasReadings = shape<Pick<Snapshot, 'format' | 'settings' | 'readings'>>({
  format: isFormat,
  settings: isText,
  readings: mapOf(isRunReading),
});

/** The same of rules: what else there is decides how runs are read. */
export const isRules = (value: unknown): value is Rules => hasPatterns(value);
const hasPatterns = shape<Pick<Rules, 'partitions' | 'levelOne' | 'tracked' | 'watched' | 'ignored' | 'text' | 'list'>>(
  {
    partitions: texts,
    levelOne: orNull(isText),
    tracked: texts,
    watched: texts,
    ignored: texts,
    text: texts,
    list: texts,
  },
);

export const isSettings = shape<{ readonly rules: Rules }>({ rules: isRules });
