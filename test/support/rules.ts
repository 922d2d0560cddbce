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
  namespace: 'CMS.',
  central: {
    state: 'CMS.LVL0:RC_STATE',
    running: 'Running',
    start: 'CMS.LVL0:START_TIME_T',
    stop: 'CMS.LVL0:STOP_TIME_T',
    sequence: 'CMS.LVL0:SEQ_NAME',
  },
  takesPart: 'CMS.LVL0:HCAL',
  outList: 'EMPTY_FMS',
  timeZone: 'UTC',
};
