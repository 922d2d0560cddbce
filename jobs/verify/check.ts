import { z } from 'zod';

const count = z.int().min(0);

const disagreement = z.strictObject({
  path: z.string().describe('The file, relative to the archive or an address of the site'),
  says: z.string().describe('What is wrong with it, and what to do where nothing is done by --repair'),
});

const check = z.strictObject({
  check: z.string().describe('What was compared'),
  checked: count.describe('How many were looked at'),
  wrong: count.describe('How many of them are not as they should be'),
  first: disagreement.nullable().describe('The first of these; null: there is none'),
  note: z.string().nullable().describe('Why nothing was looked at; null: something was'),
});

const repaired = check.pick({ check: true, first: true }).extend({ count: count.describe('How many were put right') });

/** What `verify` answers, by the name of the schema in `docs/schemas`. */
export const VERIFY_SCHEMAS = {
  'answer-verify': z
    .strictObject({
      ok: z.boolean().describe('Whether everything is as it should be'),
      commit: z.string().nullable().describe('The commit that was verified; null: git cannot say which'),
      checks: z.array(check).describe('What was compared; after --repair, as it is then'),
      repaired: z.array(repaired).describe('What --repair put right, by check'),
    })
    .meta({ description: 'verify --json: whether archive and site are as they should be' }),
} as const;

/** What `verify` answers. */
export type VerifyAnswer = z.infer<(typeof VERIFY_SCHEMAS)['answer-verify']>;

/** What one check found. */
export type Check = z.infer<typeof check>;

/** What a check finds, gathered one by one. */
export class Tally {
  private readonly name: string;
  private checked = 0;
  private first: Check['first'] = null;
  /** The files that are not as they should be. */
  readonly wrong = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  /** Counts what was looked at. */
  look(more = 1): void {
    this.checked += more;
  }

  /** Notes that a file is not as it should be; the first word about it counts. */
  disagree(path: string, says: string): void {
    this.first ??= { path, says };
    this.wrong.add(path);
  }

  /** What came of it. */
  finish(note: string | null = null): Check {
    return { check: this.name, checked: this.checked, wrong: this.wrong.size, first: this.first, note };
  }
}
