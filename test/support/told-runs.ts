import { TAG, type RunStory } from '../original/run-info.ts';

/** For tests: a run in which HF has a tag, and HO another where it is named. */
export function tagged(hf: string, ho?: string): RunStory {
  return { values: { HF: { [TAG]: hf }, ...(ho !== undefined && { HO: { [TAG]: ho } }) } };
}

/** What a tick says where messages carry no links. */
export const LINKLESS = 'runinfo: siteUrl (RUNINFO_SITE_URL) is not set: messages carry no links\n';
