import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { sha256 } from '../../archive/digest.ts';
import { headline, inclusionLines, summaryLines } from '../../model/summary.ts';
import { withChanges } from './owed.ts';
import type { OwedRun } from './owed.ts';

/** A message as it is sent. `id` names what it announces: the same changes have the same id, whenever they are sent. */
export interface Message {
  readonly id: string;
  /** The ids of the runs' announcements that it holds: its own id, or many in a digest. */
  readonly covers: readonly string[];
  readonly runs: readonly number[];
  readonly text: string;
}

/** What the wording depends on. */
export interface MessageOptions {
  readonly templates: string;
  readonly siteUrl: string | null;
  /** More runs than this are announced in one message. */
  readonly digestAbove: number;
  /** Nothing was ever announced from this archive: a long history is said in one summary. */
  readonly isFirst: boolean;
}

/** Longest text of a message; Slack takes some 12,000 characters, more is cut and said (FAULTS, Slack limits). */
const LONGEST = 11_000;
/** Most change lines of one run in a message. */
const MOST_LINES = 20;

/** Plans the messages for what is owed, oldest run first: one a run, or one for all where they are many. */
export function planMessages(owed: readonly OwedRun[], options: MessageOptions): Message[] {
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(options.templates), {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addFilter('slack', escapeSlack);
  const render = (template: string, owedRuns: readonly OwedRun[], view: object): Message => {
    const covers = owedRuns.map(announcementId);
    const id = covers.length === 1 ? (covers[0] ?? '') : `digest-${sha256(covers.join(' ')).slice(0, 8)}`;
    const text = cut(environment.render(join('messages', template), { ...view, id }).trim());
    return { id, covers, runs: owedRuns.map(({ run }) => run), text };
  };
  if (owed.length > options.digestAbove) {
    const runs = owed.map((one) => viewRun(one, options.siteUrl));
    return [render('digest.njk', owed, { runs, isFirst: options.isFirst, siteUrl: options.siteUrl })];
  }
  return owed.map((one) => render('run.njk', [one], viewRun(one, options.siteUrl)));
}

/** Names what is announced of a run: the run and a digest of the changes, the same whenever it is worked out. */
export function announcementId({ run, fresh, withdrawn }: OwedRun): string {
  return `${run}-${sha256(JSON.stringify([fresh, withdrawn])).slice(0, 8)}`;
}

/** Makes a text show literally in Slack and Mattermost: `&`, `<` and `>` are all that could be read as more. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function viewRun({ run, changes, fresh, withdrawn }: OwedRun, siteUrl: string | null) {
  const freshSet = withChanges(changes, fresh);
  const lines = summaryLines({ ...freshSet, partitions: [], notCompared: [] });
  return {
    run,
    link: siteUrl === null ? null : `${siteUrl}runs/${run}/`,
    headline: fresh.length > 0 ? headline(freshSet.changes) : 'a change is withdrawn',
    lines: lines.slice(0, MOST_LINES),
    left: Math.max(0, lines.length - MOST_LINES),
    inclusion: inclusionLines(changes),
    withdrawn: summaryLines({ ...withChanges(changes, withdrawn), partitions: [], notCompared: [] }),
  };
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n… cut: the site has the rest`;
}
