import { examine } from '../../jobs/doctor/index.ts';
import { printDoctor } from '../print/doctor.ts';
import { makeFetch } from '../../jobs/web.ts';
import type { Context } from '../context.ts';

/**
 * Tries everything that a tick needs, and says what to do about what does not work.
 * @returns whether nothing is to be mended; the command exits with 1 otherwise
 */
export async function answerDoctor({ settings, outside, style, answer }: Context): Promise<boolean> {
  const findings = await examine({ settings, now: outside.now(), fetch: makeFetch(outside.environment) });
  const ok = findings.every(({ health }) => health !== 'mend');
  answer({ ok, findings }, () => printDoctor(findings, style, outside.width));
  return ok;
}
