import { fileURLToPath } from 'node:url';
import { ArchiveWriter } from '../archive/store/writer.ts';
import { rebuildDerived } from '../jobs/diff/job.ts';
import { askProgram } from './commands.ts';
import type { Effort } from './measure.ts';
import { rules } from './made-archive.ts';

/** What working out a whole archive took: time, and the most memory that the process ever held. */
export interface WorkedOut extends Effort {
  readonly runs: number;
}

const PROGRAM = fileURLToPath(import.meta.url);

/** Works out index, change sets and timelines of all runs of an archive in one pass, in a process of its own. */
export async function workOutAside(folder: string): Promise<WorkedOut> {
  return (await askProgram(PROGRAM, [folder])) as WorkedOut;
}

async function workOut(folder: string): Promise<WorkedOut> {
  const start = performance.now();
  const archive = await ArchiveWriter.open(folder);
  const runs = rebuildDerived(archive, rules, () => undefined);
  await archive.commit('Worked out', [], null);
  await archive.flush();
  archive.close();
  const seconds = (performance.now() - start) / 1000;
  return { runs, seconds, megabytes: process.resourceUsage().maxRSS / 1024 };
}

if (process.argv[1] === PROGRAM) process.stdout.write(JSON.stringify(await workOut(process.argv[2] ?? '')));
