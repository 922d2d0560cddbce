import { join } from 'node:path';
import * as z from 'zod';
import { toCanonicalJson } from '../archive/canonical.ts';
import { readTextFile, writeFileAtomic } from '../archive/files.ts';
import { RunInfoError } from '../model/errors.ts';

/** A run that is still looked at again (rule 11), or a gap that the next tick tries again. */
const openRun = z.object({
  kind: z.enum(['waiting', 'archived', 'gap']),
  why: z.string(),
  /** What the last sighting said, so that a later one can be seen to differ. */
  names: z.number(),
  isStopped: z.boolean(),
  /** When its rows were last read, milliseconds since 1970; null: not yet. */
  readAt: z.number().nullable(),
});

const stateSchema = z.object({
  format: z.literal(1),
  open: z.record(z.string(), openRun),
  /** Up to which commit everything was announced; null: nothing yet. `sent`: what was announced since, after a broken tick. */
  announced: z.object({ commit: z.string().nullable(), sent: z.array(z.string()) }),
  /** What the site was built from; null: not yet. */
  published: z
    .object({
      commit: z.string().nullable(),
      look: z.string(),
      site: z.string(),
      /** The digests of people's notes, by path. */
      notes: z.record(z.string(), z.string()).default({}),
    })
    .nullable(),
  lastTick: z
    .object({
      finished: z.string(),
      ok: z.boolean(),
      message: z.string(),
      newestRun: z.number().nullable(),
      failures: z.number(),
    })
    .nullable(),
});

export type OpenRun = z.infer<typeof openRun>;
/** One machine's own memory (DESIGN section 8, State). Never in the archive. */
export type State = z.infer<typeof stateSchema>;

/** A state that knows nothing: everything archived by now counts as announced. */
export function emptyState(announcedCommit: string | null): State {
  return { format: 1, open: {}, announced: { commit: announcedCommit, sent: [] }, published: null, lastTick: null };
}

/**
 * Reads the state; null: there is none.
 * @throws RunInfoError `state` where it is damaged
 */
export function readState(folder: string): State | null {
  const path = join(folder, 'state.json');
  const text = readTextFile(path);
  if (text === null) return null;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RunInfoError('state', `${path} is damaged: remove it; what is archived by now then counts as announced`, {
      cause,
    });
  }
}

/** Writes the state, whole or not at all. */
export function writeState(folder: string, state: State): void {
  writeFileAtomic(join(folder, 'state.json'), toCanonicalJson(state));
}
