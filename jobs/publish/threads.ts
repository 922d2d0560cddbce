import { join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import type { ErrorCode } from '../../model/errors.ts';
import type { Rules } from '../../model/rules.ts';
import { pickSiteSettings } from '../config/schema.ts';
import type { SiteSettings } from '../config/schema.ts';
import { packageRoot } from '../package-root.ts';
import { makePages } from './make.ts';
import type { MadePages } from './make.ts';
import { toView } from './tasks.ts';
import type { PageTask } from './tasks.ts';
import type { Facts } from './pages/facts.ts';

/** Makes pages from tasks, several batches at a time if it can. */
export interface PageMaker {
  /** How many batches are worth asking for at once. */
  readonly width: number;
  make(tasks: readonly PageTask[]): Promise<MadePages>;
  close(): Promise<void>;
}

/** What a thread has to know: plain data, from which it opens the rest. */
export interface ThreadData {
  readonly archive: string;
  readonly rules: Rules;
  readonly settings: SiteSettings;
}

/** What a thread answers; an error of this program loses its code on the way from thread to thread. */
export type ThreadAnswer =
  { readonly made: MadePages } | { readonly failed: { readonly code: ErrorCode; readonly message: string } };

/** Makes pages in this thread, one batch after the other, since Eleventy holds a whole batch in memory. */
export function makeHere(facts: Facts): PageMaker {
  let last: Promise<unknown> = Promise.resolve();
  return {
    width: 1,
    make: async (tasks) => {
      const made = last.then(async () => makePages(tasks.map((task) => toView(facts, task))));
      last = made.catch(() => undefined);
      return made;
    },
    close: async () => undefined,
  };
}

/** Makes pages in threads of this process, each with facts of its own; the program has to be built. */
export async function makeInThreads(count: number, { archive, rules, settings }: Facts): Promise<PageMaker> {
  const workerData: ThreadData = { archive: archive.folder, rules, settings: pickSiteSettings(settings) };
  const { Piscina } = await import('piscina');
  const filename = join(packageRoot(), 'dist', 'runinfo', 'publish', 'thread.js');
  const pool = new Piscina<readonly PageTask[], ThreadAnswer>({
    filename,
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
