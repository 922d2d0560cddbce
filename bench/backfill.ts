import { measureRunInfo, timeProcess } from './commands.ts';
import { timeFastImport } from './fast-import.ts';
import { measureHistory } from './history-size.ts';
import type { Installation } from './installation.ts';
import { atLeast, below, noted, type Figure } from './table.ts';

/**
 * Archives all runs of a source at once, one commit each, and measures what came of it.
 * @param hasBounds whether the source is as large as the bounds are meant for
 */
export function benchBackfill(installation: Installation, hasBounds: boolean): Figure[] {
  const { seconds, megabytes } = measureRunInfo(['snapshot', '--quiet'], installation);
  const { commits, history, distinct, files, inodes } = measureHistory(installation.settings.archive);
  const inASecond = ['  runs of the source in a second', installation.runs / seconds] as const;
  const memory = ['  most memory held', megabytes] as const;
  return [
    noted(
      `backfill of ${installation.label} runs of a source into ${commits.toLocaleString('en')} commits`,
      seconds,
      's',
    ),
    hasBounds ? atLeast(...inASecond, 400, '') : noted(...inASecond, ''),
    noted('  commits in a second', commits / seconds, ''),
    // Once more would take minutes where there are most runs.
    ...(hasBounds ? [] : besideFastImport(installation, seconds)),
    hasBounds ? below(...memory, 300, 'MB') : noted(...memory, 'MB'),
    noted('  archive: its history', history, 'MB'),
    noted('  archive: every value once', distinct, 'MB'),
    noted('  archive: files beside the history', files, 'MB'),
    noted('  archive: inodes', inodes, ''),
    ...benchGit(installation),
  ];
}

function besideFastImport(installation: Installation, seconds: number): Figure[] {
  const alone = timeFastImport(installation) / 1000;
  return [
    noted('  git fast-import alone, given the same', alone, 's'),
    noted('  the backfill against that', seconds / alone, '×'),
  ];
}

/** What people ask git for: the history of a document, who changed each of its lines, and the log of all changes. */
function benchGit({ settings, environment }: Installation): Figure[] {
  const document = 'current/HCAL_HBHE/CFGDOC_TXT';
  const questions = [
    ['log', '-p', '--', document],
    ['blame', document],
    ['log', '-p', '--', 'current/'],
  ];
  return questions.map((words) =>
    noted(`  git ${words.join(' ')}`, timeProcess('git', words, { folder: settings.archive, environment }), 'ms'),
  );
}

/** Measures the history against its values where documents are as long as in the experiment. */
export function benchHistorySize(archive: string): Figure[] {
  const { commits, history, distinct } = measureHistory(archive);
  return [
    noted(`archive with documents of 1,500 lines in ${commits} commits: its history`, history, 'MB'),
    noted('  every value once', distinct, 'MB'),
    below('  the history against the values', history / distinct, 3, '×'),
  ];
}
