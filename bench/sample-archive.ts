import { join } from 'node:path';
import { runsBefore } from '../archive/documents/run-index.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { generateSample } from '../data/sample/generate.ts';
import { loadSettings } from '../jobs/config/load.ts';
import type { Rules } from '../model/rules.ts';
import { plainEnvironment, timeRunInfo, type Surroundings } from './commands.ts';

/** The bundled sample, and an installation that one tick on it has made. */
export interface SampleArchive extends Surroundings {
  readonly archive: string;
  readonly rules: Rules;
  /** The archived runs, ascending; the newest one changed something. */
  readonly runs: readonly number[];
  /** Adds a run that changes something to the source, which the next tick will find. */
  readonly appendRun: () => void;
}

/** Generates the sample into a folder and ticks it once. */
export function makeSampleArchive(folder: string): SampleArchive {
  const out = join(folder, 'runinfo.sqlite');
  const sample = { out, runs: 400, seed: 1, lines: 1500, append: 1 };
  generateSample(sample);
  const environment = {
    ...plainEnvironment(),
    RUNINFO_SOURCE: `sqlite:${out}`,
    RUNINFO_ARCHIVE: join(folder, 'archive'),
    RUNINFO_SITE: join(folder, 'site'),
  };
  timeRunInfo(['tick', '--quiet'], { folder, environment });
  const { archive, rules } = loadSettings({ file: undefined, environment, folder });
  const known = [...runsBefore(new ArchiveFolder(archive), Infinity)].reverse();
  return {
    folder,
    environment,
    archive,
    rules,
    runs: known.filter(({ line }) => line.kind === 'archived').map(({ run }) => run),
    appendRun: () => void generateSample(sample),
  };
}
