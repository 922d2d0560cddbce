import { toFileError } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import { error, type Check, type CheckContext, type Finding, type Remark } from './check.ts';
import { checkDeployment } from './deployment.ts';
import { checkArchive, checkSecrets, checkSite, checkState, checkWatchList } from './installation.ts';
import { checkAccount, checkPrograms } from './machine.ts';
import { checkRemote, checkMessages, checkSource, checkWebhooks } from './outside.ts';

/** What `doctor` tries, in this order. */
const CHECKS: readonly Check[] = [
  checkPrograms,
  checkAccount,
  checkSource,
  checkArchive,
  checkRemote,
  checkWatchList,
  checkSecrets,
  checkState,
  checkSite,
  checkDeployment,
  checkWebhooks,
  checkMessages,
];

/**
 * Tries everything, one after another; what fails does not keep the rest from being tried. What two checks stumble over,
 * a damaged state say, is said once.
 */
export async function examine(context: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    for (const remark of await runCheck(check, context)) {
      if (findings.every(({ says }) => says !== remark.says)) findings.push({ check: check.name, ...remark });
    }
  }
  return findings;
}

async function runCheck(check: Check, context: CheckContext): Promise<readonly Remark[]> {
  try {
    return await check.examine(context);
  } catch (cause) {
    const said = cause instanceof RunInfoError ? cause : toFileError(cause);
    if (said === null) throw cause;
    return [error(said.message)];
  }
}
