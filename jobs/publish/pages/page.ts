import { rootFrom, urlOf } from '../addresses.ts';
import type { Facts } from './facts.ts';

/** The entries of the navigation, and none of them. */
export type Section = 'home' | 'runs' | 'parameters' | 'compare' | 'status' | 'api' | 'none';

/** What every page has. Links in view models are relative to `root`. */
export interface PageView {
  /** Where the page stands in the site folder. */
  readonly file: string;
  /** The way from the page to the root of the site, with `/` at its end. */
  readonly root: string;
  /** The name of the site. */
  readonly site: string;
  readonly title: string;
  /** The title with the name of the site, where it is not just that. */
  readonly heading: string;
  /** What stands in for the page where a link to it is pasted. */
  readonly description: string;
  /** Its whole address; null: nobody said where the site is served. */
  readonly address: string | null;
  readonly section: Section;
  /** The Atom feed that tells of what this page shows, relative to the root. */
  readonly feed: string;
  /** Seconds after which the collector's last word is too old. */
  readonly staleAfter: number;
  /** A script of its own that the page needs beside the common one; null: none. */
  readonly script: string | null;
}

/** What a page may say of itself beyond its place and title. */
export type PageExtras = Partial<Pick<PageView, 'description' | 'feed' | 'script'>>;

/** What a page says of itself; `file` tells where it stands. */
export function pageView(
  facts: Facts,
  file: string,
  section: Section,
  title: string,
  { description = 'What changed in the CMS HCAL run configuration', feed = 'feed.xml', script = null }: PageExtras = {},
): PageView {
  const { siteUrl, staleAfter } = facts.settings;
  return {
    file,
    root: rootFrom(file),
    site: facts.title,
    title,
    heading: title === facts.title ? title : `${title} · ${facts.title}`,
    description,
    address: siteUrl === null ? null : `${siteUrl.replace(/\/*$/, '')}${urlOf(file)}`,
    section,
    feed,
    staleAfter,
    script,
  };
}
