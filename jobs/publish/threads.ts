import { join } from 'node:path';
import pLimit from 'p-limit';
import { RunInfoError, type ErrorCode } from '../../model/errors.ts';
import { labels, type Labels } from '../../model/labels.ts';
import type { Rules } from '../../model/rules.ts';
import { pickSiteSettings, type SiteSettings } from '../config/schema.ts';
import type { Revisions } from '../state.ts';
import { packageRoot } from '../package-root.ts';
import type { PageTask } from './pages/index.ts';
import type { SiteContext } from './pages/site-context.ts';
import { makePages, type MadePages } from './render.ts';

/** Makes pages, several batches at a time if it can. */
export interface PageMaker {
  /** How many batches are worth asking for at once. */
  readonly width: number;
  make(tasks: readonly PageTask[]): Promise<MadePages>;
  close(): Promise<void>;
}

/** What a thread has to know: plain data, from which it opens the rest. */
export interface ThreadData {
  readonly archive: string;
  /** The commit of it that is shown. */
  readonly commit: string | null;
  readonly rules: Rules;
  readonly settings: SiteSettings;
  readonly revisions: Revisions;
  readonly labels: Labels;
}

/** What a thread answers; an error of this program loses its code on the way from thread to thread. */
export type ThreadAnswer =
  { readonly made: MadePages } | { readonly failed: { readonly code: ErrorCode; readonly message: string } };

/** Makes pages in this thread, one batch after the other, since Eleventy holds a whole batch in memory. */
export function makeHere(context: SiteContext): PageMaker {
  const limit = pLimit(1);
  return {
    width: 1,
    make: async (tasks) => limit(makePages, context, tasks),
    close: async () => undefined,
  };
}

/** Makes pages in threads of this process, each with a context of its own; the program has to be built. */
export async function makeInThreads(
  count: number,
  { archive, rules, settings, revisions }: SiteContext,
): Promise<PageMaker> {
  const workerData: ThreadData = {
    archive: archive.folder,
    commit: archive.headId,
    rules,
    settings: pickSiteSettings(settings),
    revisions,
    labels: labels(),
  };
  const { Piscina } = await import('piscina');
  const pool = new Piscina<readonly PageTask[], ThreadAnswer>({
    filename: join(packageRoot(), 'dist', 'runinfo', 'publish', 'thread.js'),
    name: 'answer',
    minThreads: count,
    maxThreads: count,
    workerData,
  });
  return {
    width: count,
    make: async (tasks) => {
      const answer = await pool.run(tasks);
      if ('made' in answer) return answer.made;
      const { code, message } = answer.failed;
      throw new RunInfoError(code, message);
    },
    close: async () => pool.destroy(),
  };
}
