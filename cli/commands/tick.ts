import { JOBS } from '../../jobs/job.ts';
import { DRY_RUN, type CommandSpec } from '../command.ts';
import { runJobs } from '../run-jobs.ts';

/** One pass of all jobs. */
export const command: CommandSpec = {
  usage: 'tick',
  description: 'snapshot, diff, publish and notify, in one go',
  options: [DRY_RUN, { flags: '--only <jobs>', description: 'some of them, separated by commas' }],
  examples: ['tick --quiet', 'tick --dry-run', 'tick --only publish,notify'],
  run: async (context, _, options) => runJobs(context, JOBS, options),
};
