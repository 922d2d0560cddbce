import type { Rules } from '../../model/rules.ts';

/** Rules of the four partitions under which every name is tracked and watched; nothing is a list, a text or a secret. */
export const BASE_RULES: Rules = {
  partitions: ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'],
  levelOne: 'HCAL_LEVEL_1',
  aliases: [],
  globalParameter: 'CMS.HCAL_LEVEL_1:FM_FULLPATH',
  globalPath: '/hcalpro/Global/',
  gates: {},
  absent: ['empty string', 'not set'],
  tracked: ['*'],
  watched: ['*'],
  ignored: [],
  text: [],
  list: [],
  redact: { names: [], values: [] },
};
