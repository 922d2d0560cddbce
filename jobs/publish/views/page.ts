import { rootFrom } from '../addresses.ts';

/** The entries of the navigation, and none of them. */
export type Section = 'home' | 'runs' | 'parameters' | 'status' | 'api' | 'none';

/** What every page has. Links in view models are relative to `root`. */
export interface PageView {
  /** Where the page stands in the site folder. */
  readonly file: string;
  /** The way from the page to the root of the site, with `/` at its end. */
  readonly root: string;
  /** The name of the site. */
  readonly site: string;
  readonly title: string;
  readonly section: Section;
  /** The Atom feed that tells of what this page shows, relative to the root. */
  readonly feed: string;
}

/** What a page says of itself; `file` tells where it stands. */
export function pageView(site: string, file: string, section: Section, title: string, feed = 'feed.xml'): PageView {
  return { file, root: rootFrom(file), site, title, section, feed };
}
