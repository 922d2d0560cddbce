import { changesMarkdown, printChanges } from '../../cli/commands/changes.ts';
import { makeStyle } from '../../cli/print/style.ts';
import { toPlain } from '../../jobs/notify/channels/terminal.ts';
import { composeRun } from '../../jobs/notify/compose.ts';
import { currentPending, restrictPending, type PendingRun } from '../../jobs/notify/pending.ts';
import { changesScope, toFeedEntry } from '../../jobs/publish/pages/feed.ts';
import { HOME } from '../../jobs/publish/pages/home.ts';
import { toPageView } from '../../jobs/publish/pages/page.ts';
import { RUN } from '../../jobs/publish/pages/run.ts';
import { SiteContext } from '../../jobs/publish/pages/site-context.ts';
import { renderPages } from '../../jobs/publish/render.ts';
import type { Rules } from '../../model/rules.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { ChangesAnswer } from '../../queries/schema.ts';
import { RULES, SITE, type TestArchive } from './site-archive.ts';

/** For tests: what every surface says of a run, and the report that it is to be taken from. */
export async function readSurfaces({ archive }: TestArchive, run: number, rules: Rules = RULES) {
  const context = new SiteContext(archive, rules, SITE);
  const report = context.report(run);
  const [view, homeView] = [toPageView(context, RUN, run), toPageView(context, HOME, null)];
  if (report === null || view === null || homeView === null) throw new Error('the run is not archived');
  const answer = queryChanges(archive, rules, run) as ChangesAnswer;
  const told = queryChanges(archive, rules, run, [], false) as ChangesAnswer;
  const layout = { style: makeStyle(false), width: 1000, isFull: false, isSideBySide: false };
  const pages = await renderPages([view, homeView]);
  const { readValue } = archive;
  const wording = {
    siteUrl: null,
    links: [],
    zone: 'UTC',
    longRun: 1800,
    digestAbove: 5,
    expectations: [],
    problems: [],
    isSameChange: () => false,
  };
  const compose = (pending: PendingRun) =>
    toPlain(composeRun(pending, { ...wording, readValue, reportOf: () => report }).body);
  const pending = currentPending(report);
  return {
    report,
    answer,
    markdown: changesMarkdown(told, '', false),
    surfaces: {
      page: pages.get(view.file) ?? '',
      home: pages.get(homeView.file) ?? '',
      preview: view.description,
      feed: toFeedEntry(context, report, changesScope(null)).title,
      terminal: printChanges(told, '', layout),
      json: JSON.stringify(answer),
      message: compose(pending),
    },
    /** What is said of it where one partition alone is told of. */
    tellOf: (partition: string) => ({
      message: compose(restrictPending(pending, [partition]) ?? pending),
      feed: toFeedEntry(context, report, changesScope(partition)).content,
    }),
  };
}
