import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateSample } from '../data/sample/generate.ts';
import { loadSettings, type Settings } from '../jobs/config/load.ts';
import { plainEnvironment, type Surroundings } from './commands.ts';

/** The sample's kind of data with small documents, so that 40,000 runs fit on a disk. */
const LINES = 20;

/** A source of so many runs, about six in ten of which are archived, and places for all that is made from it. */
export interface Installation extends Surroundings {
  readonly runs: number;
  /** `runs`, as people read it. */
  readonly label: string;
  readonly settings: Settings;
  /** Adds a run that changes something to the source. */
  readonly appendRun: () => void;
}

/** Generates the source of an installation; nothing else is there yet. */
export function makeInstallation(parent: string, runs: number): Installation {
  const folder = join(parent, `runs-${runs}`);
  mkdirSync(folder);
  const out = join(folder, 'runinfo.sqlite');
  generateSample({ out, runs, seed: 1, lines: LINES });
  const environment = {
    ...plainEnvironment(),
    RUNINFO_SOURCE: `sqlite:${out}`,
    RUNINFO_ARCHIVE: join(folder, 'archive'),
    RUNINFO_SITE: join(folder, 'site'),
    RUNINFO_STATE: join(folder, 'state'),
  };
  return {
    folder,
    environment,
    runs,
    label: runs.toLocaleString('en'),
    settings: loadSettings({ file: undefined, environment, folder }),
    appendRun: () => void generateSample({ out, runs, seed: 1, lines: LINES, append: 1 }),
  };
}

/** What stands below a folder: bytes of content, and inodes, folders among them. */
export interface Extent {
  readonly bytes: number;
  readonly inodes: number;
}

/** Measures a folder, file by file. */
export function measureFolder(folder: string, isWanted: (name: string) => boolean = () => true): Extent {
  const extents = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => isWanted(name))
    .map((entry): Extent => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? measureFolder(path) : { bytes: statSync(path).size, inodes: 1 };
    });
  return extents.reduce((total, { bytes, inodes }) => ({ bytes: total.bytes + bytes, inodes: total.inodes + inodes }), {
    bytes: 0,
    inodes: 1,
  });
}
