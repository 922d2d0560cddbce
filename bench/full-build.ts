import { statSync } from 'node:fs';
import { join } from 'node:path';
import { changesPath } from '../archive/documents/layout.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { runsAfter } from '../archive/documents/run-index.ts';
import { runFile } from '../jobs/publish/addresses.ts';
import { measureRunInfo, timeNode } from './commands.ts';
import { ELEVENTY_ALONE } from './eleventy-alone.ts';
import { measureFolder, type Installation } from './installation.ts';
import { median } from './measure.ts';
import { below, noted, type Figure } from './table.ts';
import { keepViews } from './views.ts';

/**
 * Builds a whole site: as it is set, in one process without threads, and by Eleventy alone, which makes its pages from view
 * models and copies what it serves of the archive.
 * @param hasBounds whether the site is as large as the bounds are meant for
 */
export function benchFullBuild(installation: Installation, hasBounds: boolean): Figure[] {
  const { folder, environment, label, settings } = installation;
  const publish = ['publish', '--full', '--quiet'];
  const { files, pages } = keepViews(installation, null);
  const words = ['--copy', settings.archive, join(folder, 'eleventy-full'), ...files];
  const alone = timeNode([ELEVENTY_ALONE, ...words], installation) / 1000;
  const lone = { ...environment, RUNINFO_PUBLISH_THREADS: '1', RUNINFO_SITE: join(folder, 'site-alone') };
  const one = measureRunInfo(publish, { folder, environment: lone });
  const threads = measureRunInfo(publish, installation);
  const site = measureFolder(settings.site);
  const served = measureFolder(join(settings.site, 'api'));
  const against = ['  against Eleventy alone', threads.seconds / alone] as const;
  return [
    noted(`full build of the site of ${label} runs: pages, JSON, search`, threads.seconds, 's'),
    noted(
      `  Eleventy alone, its ${pages.toLocaleString('en')} pages from view models, and copies for /api`,
      alone,
      's',
    ),
    hasBounds ? below(...against, 1.3, '×') : noted(...against, '×'),
    noted('  most memory held', threads.megabytes, 'MB'),
    noted('  without threads', one.seconds, 's'),
    below('  most memory held without threads', one.megabytes, 350, 'MB'),
    below('  site on disk', site.bytes / 1e9, 1.5, 'GB'),
    noted('  of it /api, most of it files of the archive as they are', served.bytes / 1e9, 'GB'),
    noted('  site: inodes', site.inodes, ''),
    below('  page of a run without changes', sizeOfUnchanged(installation) / 1000, 7, 'kB'),
  ];
}

/** How large the page of an archived run is that changed nothing, in bytes, in the middle. */
function sizeOfUnchanged({ settings }: Installation): number {
  const archive = new ArchiveFolder(settings.archive);
  const unchanged = [...runsAfter(archive, 0)].filter(
    ({ run, line }) => line.kind === 'archived' && archive.readText(changesPath(run)) === null,
  );
  return median(unchanged.map(({ run }) => statSync(join(settings.site, runFile(run))).size));
}
