import { labels, NEUTRAL, type Labels } from '../../../model/labels.ts';
import type { Rules } from '../../../model/rules.ts';
import { linkTo, rootFrom } from '../addresses.ts';
import type { PagePlan } from '../plan.ts';
import type { SiteContext } from './site-context.ts';

/** What a page is of: the number of a run or block, the path of a timeline, a partition, a week; null: nothing in particular. */
export type Subject = number | string | null;

/**
 * A kind of page: which of its pages are stale, where they stand, and what they show. To add one, write its file here and
 * its template, and name it in `index.ts`.
 */
export interface PageKind<Of extends Subject = Subject> {
  readonly name: string;
  /** Its template in `templates/pages/`, without `.njk`. @default as the kind is called */
  readonly template?: string;
  /** Where it is in the navigation. @default nowhere */
  readonly section?: Section;
  /** The stale pages, told by what each is of. */
  select(plan: PagePlan, rules: Rules): readonly Of[];
  /** Where a page stands in the site folder. */
  file(of: Of): string;
  /** What a page shows; links are relative to the root of the site. Null: there is nothing to show there any more. */
  view(context: SiteContext, of: Of): PageContent | null;
}

/**
 * A kind of which there is one page.
 * @param isStale whether a plan has it rendered
 */
export function singlePage(
  name: string,
  section: Section,
  file: string,
  isStale: (plan: PagePlan) => boolean,
  view: (context: SiteContext) => PageContent,
): PageKind<null> {
  return { name, section, select: (plan) => (isStale(plan) ? [null] : []), file: () => file, view };
}

/** The entries of the navigation, and none of them. */
export type Section = 'home' | 'runs' | 'parameters' | 'compare' | 'status' | 'api' | 'none';

/** What every kind of page says of a page; each adds what its own template shows, which alone reads that. */
export interface PageContent {
  readonly title: string;
  /** What stands in for the page where a link to it is pasted. @default what the site is about */
  readonly description?: string;
  /** The Atom feed that tells of what the page shows, relative to the root. @default that of all changes */
  readonly feed?: string;
  /** The script of the page. @default that of most pages */
  readonly script?: string;
  /** The root of the site, where the page does not name it relatively. @default from where it stands */
  readonly root?: string;
}

/** What a template gets. Links are relative to `root`. */
export interface PageView extends PageContent {
  readonly template: string;
  readonly section: Section;
  readonly description: string;
  readonly feed: string;
  readonly script: string;
  /** Where the page stands in the site folder. */
  readonly file: string;
  /** Where scripts and styles stand in it, by name. */
  readonly assets: Readonly<Record<string, string>>;
  /** The way from the page to the root of the site, with `/` at its end. */
  readonly root: string;
  /** What things are called, for scripts, by attribute; what is as it would be without is left out. */
  readonly labels: Readonly<Record<string, string>>;
  /** The name of the site. */
  readonly site: string;
  /** The title with the name of the site, where it is not just that. */
  readonly heading: string;
  /** Its whole address; null: nobody said where the site is served. */
  readonly address: string | null;
  /** Seconds after which the collector's last word is too old. */
  readonly staleAfter: number;
}

/** The first rows of a list: a page stays light whatever was published, and says how many rows it leaves out. */
export function firstOf<T>(rows: readonly T[], most: number): { readonly rows: readonly T[]; readonly left: number } {
  return { rows: rows.slice(0, most), left: Math.max(0, rows.length - most) };
}

/** The name of the site. */
export function siteTitle(): string {
  return `${labels().name} run configuration`;
}

/** What scripts name themselves: run keys, and facts of a run, are in its page. */
function labelsForBrowser(): Record<string, string> {
  const toAttributes = ({ short, name, partition, partitions, prefix }: Labels) =>
    Object.entries({ name, partition, partitions, prefix, short: JSON.stringify(short) });
  const without = new Map(toAttributes(NEUTRAL));
  return Object.fromEntries(toAttributes(labels()).filter(([key, word]) => without.get(key) !== word));
}

/** The view of a page; null: there is nothing to show there any more. */
export function toPageView<Of extends Subject>(context: SiteContext, kind: PageKind<Of>, of: Of): PageView | null {
  const file = kind.file(of);
  const content = kind.view(context, of);
  if (content === null) return null;
  const { siteUrl, staleAfter } = context.settings;
  const { title } = content;
  return {
    template: kind.template ?? kind.name,
    section: kind.section ?? 'none',
    file,
    root: rootFrom(file),
    assets: context.assets,
    labels: labelsForBrowser(),
    site: siteTitle(),
    heading: title === siteTitle() ? title : `${title} · ${siteTitle()}`,
    description: `What changed in the CMS ${labels().name} run configuration`,
    address: siteUrl === null ? null : `${siteUrl}${linkTo(file)}`,
    feed: 'feed.xml',
    script: 'site.js',
    staleAfter,
    ...content,
  };
}
