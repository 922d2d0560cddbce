import { z } from 'zod';
import { HEALTHS } from './types.ts';
import type { Finding } from './index.ts';

const finding = z.strictObject({
  check: z.string().describe('What was tried'),
  health: z.enum(HEALTHS).describe('ok; look: it works, but somebody should look at it; mend: it does not work'),
  says: z.string().describe('What was found, and what to do about it'),
}) satisfies z.ZodType<Finding>;

/** What `doctor` answers, by the name of the schema in `docs/schemas`. */
export const DOCTOR_SCHEMAS = {
  'answer-doctor': z
    .strictObject({
      ok: z.boolean().describe('Whether nothing is to be mended'),
      findings: z.array(finding).describe('What was found, in the order in which it was tried'),
    })
    .meta({ description: 'doctor --json: what was tried, and what to do' }),
} as const;
