import { FORMAT_PATH } from '../../archive/documents/layout.ts';
import { listBlocks } from '../../archive/documents/run-index.ts';
import { inspectFolder, notAnArchive, otherFormat, readFormatText } from '../../archive/store/folder.ts';
import { Git } from '../../archive/store/git.ts';
import { takeLock } from '../../archive/store/lock.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Settings } from '../config/load.ts';
import type { OnProgress } from '../job.ts';
import { readState } from '../state.ts';
import { Tally, type Check, type VerifyAnswer } from './check.ts';
import { checkDerived, DERIVED_FAILED, stageFromHistory, stageRepairs, type Findings } from './derived.ts';
import { SNAPSHOT, checkFiles, type CheckedFiles } from './files.ts';
import { findForeign, neverOwned, type ForeignFile } from './history.ts';
import { checkSite } from './site.ts';

/** What a repair of the archive is committed as: announcements pass over commits of settings. */
const SUBJECT = 'Settings: repaired';

/** What `verify` finds out. */
export type Verified = Omit<VerifyAnswer, 'repaired'>;

/**
 * Verifies the archive as HEAD has it, the work tree, everything that is derived, and the site. Changes nothing.
 * @throws RunInfoError `not-found` where nothing is archived yet, `locked` where a tick changed the archive meanwhile
 */
export async function verify(settings: Settings, onProgress: OnProgress): Promise<Verified> {
  const { archive: folder } = settings;
  const kind = inspectFolder(folder);
  if (kind === 'other') throw notAnArchive(folder);
  const git = new Git(folder);
  const gitCheck = kind === 'empty' ? null : await checkGit(git);
  try {
    const archive = await ArchiveWriter.openDry(folder, { isAnyFormat: true });
    const { headId } = archive;
    if (gitCheck === null || headId === null) throw nothingArchived(folder);
    const checks = [gitCheck, ...(await checkArchive(archive, headId, settings, onProgress))];
    if (git.readHeads().head?.id !== headId) throw moved(folder);
    return { ok: checks.every(({ wrong }) => wrong === 0), commit: headId, checks };
  } catch (error) {
    if (gitCheck === null || gitCheck.wrong === 0 || !(error instanceof RunInfoError)) throw error;
    // What git cannot give cannot be compared.
    return { ok: false, commit: null, checks: [gitCheck] };
  }
}

/**
 * Puts the archive right as far as that is possible without the source: the work tree from HEAD, values and settings from
 * earlier commits, everything derived from the snapshots, in one commit that announces nothing. Snapshots are left alone.
 * @throws RunInfoError `locked` where a tick is at work
 */
export async function repairArchive(
  settings: Settings,
  { checks }: Verified,
  now: number,
  onProgress: OnProgress,
): Promise<void> {
  const isWrong = (name: string) => checks.some(({ check, wrong }) => check === name && wrong > 0);
  const lock = takeLock('state', settings.state, now);
  let archive: ArchiveWriter | null = null;
  try {
    archive = await ArchiveWriter.open(settings.archive, { now, isAnyFormat: true });
    const { git, headId } = archive;
    if (headId === null) return;
    // Reading puts back what is not as committed.
    const files = checkFiles(archive);
    const others = await git.commitsByOthers(headId);
    const findings = { ...files, others, foreign: await findForeign(git, headId, others) };
    if (isWrong(DERIVED_FAILED)) await stageFromHistory(archive, findings);
    else await stageRepairs(archive, findings, (done, all) => onProgress('runs recomputed', done, all));
    await archive.commit(SUBJECT, ['What could be derived or brought back, by verify --repair'], null);
    await archive.flush();
    if (isWrong('git')) await git.rebuildIndex(archive.headId ?? headId);
  } finally {
    archive?.close();
    lock.release();
  }
}

async function checkArchive(
  archive: ArchiveWriter,
  headId: string,
  settings: Settings,
  onProgress: OnProgress,
): Promise<Check[]> {
  const files = checkFiles(archive);
  if (isOtherFormat(archive, files)) throw otherFormat(archive.folder, archive.readText(FORMAT_PATH) ?? '');
  const others = await archive.git.commitsByOthers(headId);
  const foreign = await findForeign(archive.git, headId, others);
  const readings = checkReadings(archive, foreign);
  const findings: Findings = { ...files, others, foreign };
  for (const path of await neverOwned(archive.git, headId, files.unowned)) {
    files.values.disagree(
      path,
      'is named by no snapshot or change set, and never was: remove it with git rm, and commit that',
    );
  }
  const isSound = files.documents.wrong.size === 0 && files.values.wrong.size === 0;
  const published = readState(settings.state)?.published ?? null;
  const site = await checkSite(archive, settings, isSound ? published : null, onProgress);
  const derived = await checkDerived(archive, findings, (done, all) => onProgress('runs recomputed', done, all));
  return [
    ...[files.workTree, files.documents, files.values, readings].map((tally) => tally.finish()),
    ...derived,
    ...site,
  ];
}

/** Whether the format file does not say ours, and not because it alone is damaged: there is a run, and all else is of our format. */
function isOtherFormat(archive: ArchiveWriter, { documents }: CheckedFiles): boolean {
  if (readFormatText(archive.readText(FORMAT_PATH) ?? '').format === 1) return false;
  return listBlocks(archive).length === 0 || [...documents.wrong].some((path) => path !== FORMAT_PATH);
}

/** Whether snapshots are as this program committed them. */
function checkReadings(archive: ArchiveWriter, foreign: readonly ForeignFile[]): Tally {
  const tally = new Tally('snapshots');
  tally.look(archive.listBelow('runs').filter((path) => SNAPSHOT.test(path)).length);
  for (const { path, by, own } of foreign.filter((file) => SNAPSHOT.test(file.path))) {
    const advice =
      own === null
        ? 'remove it with git rm, and commit that'
        : `bring back what was read, git checkout ${own.slice(0, 12)} -- ${path}, and commit that`;
    tally.disagree(
      path,
      `is not as it was read, since commit ${by.slice(0, 12)}, which is not this program's: ${advice}`,
    );
  }
  return tally;
}

async function checkGit(git: Git): Promise<Check> {
  const tally = new Tally('git');
  tally.look();
  try {
    await git.checkObjects();
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    tally.disagree('.git', `${error.message}; where --repair does not help, restore .git from a copy or a clone`);
  }
  return tally.finish();
}

function nothingArchived(folder: string): RunInfoError {
  return new RunInfoError('not-found', `the archive in ${folder} holds no run yet: run a tick first`);
}

function moved(folder: string): RunInfoError {
  return new RunInfoError('locked', `a tick wrote the archive in ${folder} meanwhile: try again when it is done`);
}
