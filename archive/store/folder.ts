import { statSync } from 'node:fs';
import { join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { FORMAT_PATH } from '../documents/layout.ts';
import type { ArchiveReader } from '../documents/reader.ts';
import { isThere, listNames } from './files.ts';

/** What the text of a format file says, which may be a later version's, damaged, or somebody else's. */
interface SaidFormat {
  /** The number of the layout; null: it says none. */
  readonly format: number | null;
  /** In a later layout: the version of this program that reads it (docs/format.md); null: it names none. */
  readonly needs: string | null;
}

/** What an archive folder holds: nothing yet, where there may be no folder either, a repository, or something else. */
export type FolderState = 'empty' | 'repository' | 'other';

/** Looks at an archive folder; a repository in which a killed first tick left nothing else counts as empty. */
export function inspectFolder(folder: string): FolderState {
  if (!isThere(folder)) return 'empty';
  if (!statSync(folder).isDirectory()) return 'other';
  if (holdsNothing(folder)) return 'empty';
  return isThere(join(folder, '.git')) ? 'repository' : 'other';
}

/** Whether git knows the folder as a repository; one without HEAD was never finished. */
export function hasRepository(folder: string): boolean {
  return isThere(join(folder, '.git', 'HEAD'));
}

/** Whether a folder holds nothing but, at most, a repository. */
export function holdsNothing(folder: string): boolean {
  return listNames(folder).every((name) => name === '.git');
}

/** The error for a folder that holds something else. */
export function notAnArchive(folder: string): RunInfoError {
  const advice = 'name another folder in the settings (archive)';
  return new RunInfoError('archive', `${folder} is not an archive of this program and not empty: ${advice}`);
}

/** Reads the text of a format file as far as any version can. */
export function readFormatText(text: string): SaidFormat {
  const [, format] = /"format": ([1-9]\d*)\b/.exec(text) ?? [];
  const [, needs = null] = /"needs": "([\w.-]+)"/.exec(text) ?? [];
  return { format: format === undefined ? null : Number(format), needs };
}

/**
 * Refuses an archive that a later version of this program wrote: what this one would read in it may mean something else.
 * @throws RunInfoError `archive` with the version to install, where the format file names it
 */
export function refuseLater(archive: ArchiveReader): void {
  const text = archive.readText(FORMAT_PATH) ?? '';
  if ((readFormatText(text).format ?? 1) > 1) throw otherFormat(archive.folder, text);
}

/** The error for a repository whose format file, of this text, does not say what this program writes. */
export function otherFormat(folder: string, text: string): RunInfoError {
  const { format, needs } = readFormatText(text);
  const other = `${FORMAT_PATH} of the archive ${folder} does not say "format": 1; it is of another version`;
  const later = `format ${format} is read by ${needs ?? 'a later version'} of runinfo-differ, to be installed`;
  const damaged =
    `damaged or not ours: git -C ${folder} log -p -- ${FORMAT_PATH} shows what it was, and ` +
    'runinfo verify --repair brings it back where all the rest fits';
  const isLater = format !== null && format > 1;
  return new RunInfoError('archive', isLater ? `${other}: ${later}. Or it is ${damaged}` : `${other}, ${damaged}`);
}
