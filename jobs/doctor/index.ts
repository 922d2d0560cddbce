import { RunInfoError } from '../../model/errors.ts';
import { checkArchive } from './archive.ts';
import { checkPrograms } from './programs.ts';
import { checkSite } from './site.ts';
import { checkSource } from './source.ts';
import { checkState } from './state.ts';
import { mend } from './types.ts';
import type { Check, Remark, Surroundings } from './types.ts';

/** What `doctor` tries, in this order. A new check is a file of its own, and is added here. */
const CHECKS: readonly Check[] = [checkPrograms, checkSource, checkArchive, checkState, checkSite];

/** A remark, and which check made it. */
export interface Finding extends Remark {
  readonly check: string;
}

/** Tries everything, one after another; what fails does not keep the rest from being tried. */
export async function examine(surroundings: Surroundings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const remarks = await examineOne(check, surroundings);
    findings.push(...remarks.map(({ health, says }) => ({ check: check.name, health, says })));
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
