/** What runs in a thread that makes pages, started by `threads.ts`. */
import { workerData } from 'piscina';
import { CommittedArchive } from '../../archive/store/committed-archive.ts';
import { RunInfoError } from '../../model/errors.ts';
import { useLabels } from '../../model/labels.ts';
import { openNotes } from './notes.ts';
import type { PageTask } from './pages/index.ts';
import { SiteContext } from './pages/site-context.ts';
import { makePages } from './render.ts';
import type { ThreadAnswer, ThreadData } from './threads.ts';

const { archive, commit, rules, settings, revisions, labels } = workerData as ThreadData;
useLabels(labels);
const opening = openNotes(settings.notes).then(
  (notes) => new SiteContext(new CommittedArchive(archive, commit), rules, settings, notes, revisions),
);

/** Makes the pages of some tasks. */
export async function answer(tasks: readonly PageTask[]): Promise<ThreadAnswer> {
  try {
    return { made: await makePages(await opening, tasks) };
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    return { failed: { code: error.code, message: error.message } };
  }
}
