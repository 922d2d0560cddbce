import { DRY_RUN, type CommandSpec } from '../command.ts';
import { runJobs } from '../run-jobs.ts';

/** Brings what is derived to the rules in force. */
export const command: CommandSpec = {
  usage: 'diff',
  description: 'recompute changes and timelines where the rules moved',
  options: [DRY_RUN, { flags: '--rebuild', description: 'recompute everything' }],
  examples: ['diff', 'diff --rebuild'],
  run: async (context, _, options) => runJobs(context, ['diff'], options),
};
