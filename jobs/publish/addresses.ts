import { encodeName, valuePath } from '../../archive/documents/layout.ts';

/**
 * Where every page stands (DESIGN section 9, Contract): files as paths in the site folder, links relative to its root.
 * A link's segments are percent-encoded once more, since the file names themselves may hold `%`.
 */
export function runFile(run: number): string {
  return `runs/${run}/index.html`;
}

export function runLink(run: number): string {
  return `runs/${run}/`;
}

export function blockFile(block: number): string {
  return `runs/thousand/${block}/index.html`;
}

export function blockLink(block: number): string {
  return `runs/thousand/${block}/`;
}

export function parameterLink(partition: string, parameter: string): string {
  return `parameters/${linkSegment(partition)}/${linkSegment(parameter)}/`;
}

/** The page of a timeline, by the timeline's path in the archive. */
export function parameterFile(timelinePath: string): string {
  return timelinePath.replace(/\.json$/, '/index.html');
}

/** The comparison of two runs. */
export function compareLink(from: number, to: number): string {
  return `compare/?from=${from}&to=${to}`;
}

/** The feed of one parameter, beside its page. */
export function parameterFeedLink(partition: string, parameter: string): string {
  return `${parameterLink(partition, parameter)}feed.xml`;
}

/** The feed of a timeline, by the timeline's path in the archive. */
export function parameterFeedFile(timelinePath: string): string {
  return timelinePath.replace(/\.json$/, '/feed.xml');
}

export function feedFile(partition: string): string {
  return `feeds/${encodeName(partition)}.xml`;
}

export function feedLink(partition: string): string {
  return `feeds/${linkSegment(partition)}.xml`;
}

export function valueLink(ref: string): string {
  return `api/${valuePath(ref)}`;
}

/** The copy of an archive file in the site. */
export function apiFile(archivePath: string): string {
  return `api/${archivePath}`;
}

/** The link to the copy of an archive file. */
export function apiLink(archivePath: string): string {
  return `api/${archivePath.split('/').map(encodeURIComponent).join('/')}`;
}

/** The way from a page back to the root of the site: `../../` for `runs/362695/index.html`, `./` for the home page. */
export function rootFrom(file: string): string {
  return '../'.repeat(file.split('/').length - 1) || './';
}

/** The address of a file below the root, as a reader asks for it: `/runs/362695/`. */
export function urlOf(file: string): string {
  const encoded = file.split('/').map(encodeURIComponent).join('/');
  return `/${encoded.replace(/(^|\/)index\.html$/, '$1')}`;
}

function linkSegment(name: string): string {
  return encodeURIComponent(encodeName(name));
}
