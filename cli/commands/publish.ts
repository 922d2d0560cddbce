import { DRY_RUN, type CommandSpec } from '../command.ts';
import { runJobs } from '../run-jobs.ts';

/** Brings the site up to date. */
export const command: CommandSpec = {
  usage: 'publish',
  description: 'render the pages that are stale',
  options: [DRY_RUN, { flags: '--full', description: 'render every page' }],
  examples: ['publish', 'publish --full'],
  run: async (context, _, options) => runJobs(context, ['publish'], options),
};
