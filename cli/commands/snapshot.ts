import { DRY_RUN, type CommandSpec } from '../command.ts';
import { runJobs } from '../run-jobs.ts';

/** Archives runs, with what follows from them. */
export const command: CommandSpec = {
  usage: 'snapshot',
  description: 'archive every new run',
  options: [
    DRY_RUN,
    { flags: '--runs <A..B>', description: 'read these runs, again if need be' },
    { flags: '--accept <run>', description: 'take a run that was held back, or is in quarantine' },
  ],
  examples: ['snapshot --runs 393020..393030', 'snapshot --accept 393027'],
  run: async (context, _, options) => runJobs(context, ['snapshot', 'diff'], options),
};
