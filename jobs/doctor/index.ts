import { RunInfoError } from '../../model/errors.ts';
import { checkArchive } from './archive.ts';
import { checkMessages } from './messages.ts';
import { checkPrograms } from './programs.ts';
import { checkSite } from './site.ts';
import { checkSource } from './source.ts';
import { checkState } from './state.ts';
import { mend } from './types.ts';
import type { Check, Remark, Surroundings } from './types.ts';
import { checkWebhooks } from './webhooks.ts';

/** What `doctor` tries, in this order. A new check is a file of its own, and is added here. */
const CHECKS: readonly Check[] = [
  checkPrograms,
  checkSource,
  checkArchive,
  checkState,
  checkSite,
  checkWebhooks,
  checkMessages,
];

/** A remark, and which check made it. */
export interface Finding extends Remark {
  readonly check: string;
}

/**
 * Tries everything, one after another; what fails does not keep the rest from being tried. What two checks stumble over,
 * a damaged state say, is said once.
 */
export async function examine(surroundings: Surroundings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const remarks = await examineOne(check, surroundings);
    const fresh = remarks.filter(({ says }) => !findings.some((found) => found.says === says));
    findings.push(...fresh.map(({ health, says }) => ({ check: check.name, health, says })));
  }
  return findings;
}

async function examineOne(check: Check, surroundings: Surroundings): Promise<readonly Remark[]> {
  try {
    return await check.examine(surroundings);
  } catch (error) {
    if (error instanceof RunInfoError) return [mend(error.message)];
    throw error;
  }
}
