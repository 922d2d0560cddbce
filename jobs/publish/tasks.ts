import { parameterFeedFile, parameterFile, runFile, blockFile } from './addresses.ts';
import type { PagePlan } from './plan.ts';
import type { PageKind } from './render.ts';
import type { Facts } from './pages/facts.ts';
import { toFeedPages, toParameterFeed } from './pages/feed.ts';
import { toApiPage, toComparePage, toNotFoundPage, toStatusPage } from './pages/fixed.ts';
import { toHomePage } from './pages/home.ts';
import { toParametersPage, toRunsPage, toBlockPage } from './pages/lists.ts';
import type { PageView } from './pages/page.ts';
import { toParameterPage } from './pages/parameter.ts';
import { toRunPage } from './pages/run.ts';

/** A page of which there are many, as plain data that can be given to another thread: a run, a block, a timeline's path. */
export type PageTask =
  | { readonly kind: 'run' | 'block'; readonly file: string; readonly of: number }
  | { readonly kind: 'parameter' | 'feed'; readonly file: string; readonly of: string };

/** A view model and the kind of page that shows it; null: the archive has nothing to show there any more. */
export interface View {
  readonly kind: PageKind;
  readonly file: string;
  readonly view: PageView | null;
}

/** The pages of a plan that are one among many: of runs, of parameters with their feeds, of blocks. */
export function listTasks(plan: PagePlan): PageTask[] {
  return [
    ...plan.runs.map((of): PageTask => ({ kind: 'run', file: runFile(of), of })),
    ...plan.parameters.flatMap((of): PageTask[] => [
      { kind: 'parameter', file: parameterFile(of), of },
      { kind: 'feed', file: parameterFeedFile(of), of },
    ]),
    ...plan.blocks.map((of): PageTask => ({ kind: 'block', file: blockFile(of), of })),
  ];
}

/** The view model of one page among many. */
export function toView(facts: Facts, task: PageTask): View {
  return { kind: task.kind, file: task.file, view: makeView(facts, task) };
}

function makeView(facts: Facts, { kind, of }: PageTask): PageView | null {
  switch (kind) {
    case 'run':
      return toRunPage(facts, of);
    case 'block':
      return toBlockPage(facts, of);
    case 'parameter':
      return toParameterPage(facts, of);
    case 'feed':
      return toParameterFeed(facts, of);
  }
}

/** The pages that say the same for every archive. */
export function toFixedViews(facts: Facts): View[] {
  return [
    toSingle('compare', toComparePage(facts)),
    toSingle('status', toStatusPage(facts)),
    toSingle('api', toApiPage(facts)),
    toSingle('notFound', toNotFoundPage(facts)),
  ];
}

/** The pages of a plan that lead to others: the lists, the home page, the feeds. */
export function toLeadingViews(facts: Facts, plan: PagePlan): View[] {
  return [
    ...(plan.parameterList ? [toSingle('parameters', toParametersPage(facts))] : []),
    ...(plan.newest ? [toSingle('runs', toRunsPage(facts)), toSingle('home', toHomePage(facts))] : []),
    ...(plan.newest ? toFeedPages(facts).map((view) => toSingle('feed', view)) : []),
  ];
}

function toSingle(kind: PageKind, view: PageView): View {
  return { kind, file: view.file, view };
}
