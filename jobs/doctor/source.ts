import { AFTER_STOP } from '../../model/interpret.ts';
import { openSource } from '../snapshot/sources/index.ts';
import type { Check } from './types.ts';

/** The place that runs are read from: whether it answers, and has what makes reading cheap. */
export const checkSource: Check = {
  name: 'source',
  examine: async ({ settings, now }) => {
    const { rules, oracle } = settings;
    const source = openSource(settings.source, { rules, oracle, recent: now - AFTER_STOP * 1000 });
    try {
      return await source.examine();
    } finally {
      await source.close();
    }
  },
};
