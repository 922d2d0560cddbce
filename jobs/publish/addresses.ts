import { encodePath } from '../../templates/components/links.ts';
import { encodeName, timelinePath } from '../../archive/documents/layout.ts';

/**
 * Where the pages stand that others lead to: files as paths in the site folder, links relative to its root. They never
 * move. A link's segments are percent-encoded once more, since the file names themselves may hold `%`.
 */
export function runFile(run: number): string {
  return `runs/${run}/index.html`;
}

/** The list of a block of 1,000 runs. */
export function blockFile(block: number): string {
  return `runs/thousand/${block}/index.html`;
}

export function blockLink(block: number): string {
  return linkTo(blockFile(block));
}

/** What happened in a week. */
export function weekFile(week: string): string {
  return `weeks/${week}/index.html`;
}

export function weekLink(week: string): string {
  return linkTo(weekFile(week));
}

/**
 * The page of a parameter, by the path of its timeline in the archive; `parameters/NAME.json`, which is none: of all
 * partitions that have it.
 */
export function parameterFile(timeline: string): string {
  return `${folderOf(timeline)}/index.html`;
}

/** What stands for the timelines of a parameter in all partitions where the path of one is asked for. */
export function acrossPath(timeline: string): string {
  return timeline.replace(/^parameters\/[^/]+\//, 'parameters/');
}

/** @param partition null: all of them */
export function parameterLink(partition: string | null, parameter: string): string {
  const path = partition === null ? `parameters/${encodeName(parameter)}.json` : timelinePath(partition, parameter);
  return linkTo(parameterFile(path));
}

/** A parameter's folder is never called like the page of the folder around it. */
function folderOf(timeline: string): string {
  return timeline.replace(/\.json$/, '').replace(/\/index\.html$/, '/index%2Ehtml');
}

/** The feed of a timeline, beside its page. */
export function parameterFeedFile(timeline: string): string {
  return `${folderOf(timeline)}/feed.xml`;
}

export function parameterFeedLink(partition: string, parameter: string): string {
  return linkTo(parameterFeedFile(timelinePath(partition, parameter)));
}

/** The feed of a partition; null: of all of them. */
export function feedFile(partition: string | null): string {
  return partition === null ? 'feed.xml' : `feeds/${encodeName(partition)}.xml`;
}

export function feedLink(partition: string | null): string {
  return linkTo(feedFile(partition));
}

/** The copy of an archive file in the site. */
export function apiFile(archivePath: string): string {
  return `api/${archivePath}`;
}

export function apiLink(archivePath: string): string {
  return linkTo(apiFile(archivePath));
}

/** The way from a page back to the root of the site: `../../` for `runs/362695/index.html`, `./` for the home page. */
export function rootFrom(file: string): string {
  return '../'.repeat(file.split('/').length - 1) || './';
}

/** The link to a file, relative to the root of the site: `runs/362695/` for `runs/362695/index.html`. */
export function linkTo(file: string): string {
  return encodePath(file).replace(/(^|\/)index\.html$/, '$1');
}
