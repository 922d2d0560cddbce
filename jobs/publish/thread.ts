/** What runs in a thread that makes pages, started by `threads.ts`. */
import { workerData } from 'piscina';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { RunInfoError } from '../../model/errors.ts';
import { makePages } from './make.ts';
import { openNotes } from './notes.ts';
import { toView } from './tasks.ts';
import type { PageTask } from './tasks.ts';
import type { ThreadAnswer, ThreadData } from './threads.ts';
import { Facts } from './pages/facts.ts';

const { archive, rules, settings } = workerData as ThreadData;
const opening = openNotes(settings.notes).then(
  (notes) => new Facts(new ArchiveFolder(archive), rules, settings, notes),
);

/** Makes the pages of some tasks. */
export async function answer(tasks: readonly PageTask[]): Promise<ThreadAnswer> {
  try {
    const facts = await opening;
    return { made: await makePages(tasks.map((task) => toView(facts, task))) };
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    return { failed: { code: error.code, message: error.message } };
  }
}
