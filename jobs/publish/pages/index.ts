import { RunInfoError } from '../../../model/errors.ts';
import type { Rules } from '../../../model/rules.ts';
import type { PagePlan } from '../plan.ts';
import { CHANGES_FEED, PARAMETER_FEED } from './feed.ts';
import { FIXED_PAGES } from './fixed.ts';
import { HOME } from './home.ts';
import { toPageView, type PageKind, type PageView, type Subject } from './page.ts';
import { PARAMETER } from './parameter.ts';
import { PARAMETERS } from './parameters.ts';
import { RUN } from './run.ts';
import { BLOCK, RUNS } from './runs.ts';
import type { SiteContext } from './site-context.ts';
import { WEEK } from './week.ts';

/** Every kind of page, in the order in which they are put in place: a page comes after those that only it leads to. */
const PAGE_KINDS: readonly (readonly PageKind[])[] = [
  FIXED_PAGES,
  [RUN, PARAMETER, PARAMETER_FEED, WEEK, BLOCK],
  [PARAMETERS, RUNS, HOME, CHANGES_FEED],
];

const KIND_BY_NAME = new Map(PAGE_KINDS.flat().map((kind) => [kind.name, kind]));

/** A page to be made: plain data, which can be given to another thread. */
export interface PageTask {
  readonly kind: string;
  readonly of: Subject;
  readonly file: string;
}

/**
 * The pages of a plan, in groups that are put in place one after the other. Within a group each kind is spread evenly, so
 * that no batch has all of those that are large: the page of a block has a thousand rows.
 */
export function listTasks(plan: PagePlan, rules: Rules): PageTask[][] {
  return PAGE_KINDS.map((kinds) =>
    kinds
      .flatMap((kind) =>
        kind.select(plan, rules).map((of, index, { length }) => ({
          kind: kind.name,
          of,
          file: kind.file(of),
          place: (index + 0.5) / length,
        })),
      )
      .sort((a, b) => a.place - b.place)
      .map(({ kind, of, file }) => ({ kind, of, file })),
  );
}

/** The view of a page; null: the archive has nothing to show there any more. */
export function toView(context: SiteContext, { kind: name, of }: PageTask): PageView | null {
  const kind = KIND_BY_NAME.get(name);
  if (kind === undefined) throw new RunInfoError('site', `there is no kind of page called ${name}`);
  return toPageView(context, kind, of);
}
