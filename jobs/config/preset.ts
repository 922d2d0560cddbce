import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toCanonicalLine } from '../../archive/documents/canonical.ts';
import type { Labels } from '../../model/labels.ts';
import { LATER_KEYS } from '../../model/rules.ts';
import type { ArchivedRules, Rules } from '../../model/rules.ts';
import { packageRoot } from '../package-root.ts';
import { presetSchema } from './preset-schema.ts';
import type { PRESETS } from './preset-schema.ts';

/** Where the presets are, in the package. */
const FOLDER = 'presets';

/** Rules and words of one subsystem. */
export interface Preset {
  readonly rules: Rules;
  readonly labels: Labels;
}

/** Reads a preset that comes with the program. Throws where the file is not whole. */
export function readPreset(name: (typeof PRESETS)[number]): Preset {
  return presetSchema.parse(parse(readFileSync(join(packageRoot(), FOLDER, `${name}.yaml`), 'utf8')));
}

/** The default, and what the archive takes for said where a settings file leaves a key out. */
export const HCAL: Preset = readPreset('hcal');

/** Rules as the archive keeps them: the keys that came later are left out while they have their default. */
export function withoutDefaults(rules: Rules): ArchivedRules {
  const archived: { -readonly [Key in keyof ArchivedRules]: ArchivedRules[Key] } = { ...rules };
  for (const key of LATER_KEYS) {
    if (toCanonicalLine(rules[key]) === toCanonicalLine(HCAL.rules[key])) delete archived[key];
  }
  return archived;
}

/** Rules of the archive with all that they leave out. */
export function withDefaults(rules: ArchivedRules): Rules {
  return Object.assign({}, HCAL.rules, rules);
}
