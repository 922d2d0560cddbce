import { z } from 'zod';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { inspectFolder } from '../../archive/store/folder.ts';
import type { Settings } from '../config/load.ts';
import type { Fetch } from '../web.ts';

const health = z
  .enum(['ok', 'warning', 'error'])
  .describe('ok; warning: it works, but somebody should look at it; error: it does not work');

const finding = z.strictObject({
  check: z.string().describe('What was tried'),
  health,
  says: z.string().describe('What was found, and what to do about it'),
});

/** What `doctor` answers, by the name of the schema in `docs/schemas`. */
export const DOCTOR_SCHEMAS = {
  'answer-doctor': z
    .strictObject({
      ok: z.boolean().describe('Whether there is no error'),
      findings: z.array(finding).describe('What was found, in the order in which it was tried'),
    })
    .meta({ description: 'doctor --json: what was tried, and what to do' }),
} as const;

export type Health = z.infer<typeof health>;

/** One thing that was found out, and which check did. */
export type Finding = Readonly<z.infer<typeof finding>>;

/** One thing that a check found out. Where it is not `ok`, it says what to do. */
export type Remark = Omit<Finding, 'check'>;

/** What a check works with. `now` is milliseconds since 1970; `fetch` is the way to the webhooks. */
export interface CheckContext {
  readonly settings: Settings;
  /** Whether this is root. */
  readonly isRoot: boolean;
  /** The modes that this process keeps from the files that it makes. */
  readonly umask: number;
  readonly now: number;
  readonly fetch: Fetch;
  /** The environment of this program. */
  readonly variables: NodeJS.ProcessEnv;
}

/** One part of an installation that is tried. A new one is written here or in a file beside, and listed in `index.ts`. */
export interface Check {
  readonly name: string;
  /** Tries it, and alters nothing. What it throws as RunInfoError counts as an error that was found. */
  readonly examine: (context: CheckContext) => Promise<readonly Remark[]>;
}

/** The archive; null: there is none yet. */
export function openArchive({ archive }: Settings): ArchiveFolder | null {
  return inspectFolder(archive) === 'repository' ? new ArchiveFolder(archive) : null;
}

export const ok = (says: string): Remark => ({ health: 'ok', says });
export const warning = (says: string): Remark => ({ health: 'warning', says });
export const error = (says: string): Remark => ({ health: 'error', says });
