import { sha256 } from './canonical.ts';

/** Where everything is in the archive (docs/format.md). Paths are relative, with `/`. */
export const README_PATH = 'README.md';
export const FORMAT_PATH = 'format.json';

/** The folders of the archive; any other is somebody else's. */
export const FOLDERS = ['changes', 'current', 'parameters', 'runs', 'settings', 'values'] as const;

/** The files of the archive, other than those that people add to its folder. */
const ARCHIVE_PATH = new RegExp(`^(README\\.md|format\\.json|(${FOLDERS.join('|')})/[\\w%~./-]+)$`);

/** Longest file name that is written out; beyond it a digest stands for the rest (most file systems end at 255 bytes). */
const LONGEST_NAME = 180;

/** Whether a path may be one that this program writes. */
export function isArchivePath(path: string): boolean {
  return ARCHIVE_PATH.test(path);
}

/** The block that a run belongs to: 362 for run 362695. */
export function blockOf(run: number): number {
  return Math.floor(run / 1000);
}

export function snapshotPath(run: number): string {
  return `runs/${blockOf(run)}/${run}.json`;
}

export function indexPath(block: number): string {
  return `runs/${block}/index.json`;
}

export function changesPath(run: number): string {
  return `changes/${blockOf(run)}/${run}.json`;
}

export function valuePath(ref: string): string {
  return `values/${ref.slice(0, 2)}/${ref}.txt`;
}

export function settingsPath(digest: string): string {
  return `settings/${digest}.json`;
}

export function timelineFolder(partition: string): string {
  return `parameters/${encodeName(partition)}`;
}

export function timelinePath(partition: string, parameter: string): string {
  return `${timelineFolder(partition)}/${encodeName(parameter)}.json`;
}

export function currentPath(partition: string, parameter: string): string {
  return `current/${encodeName(partition)}/${encodeName(parameter)}`;
}

/**
 * Turns any name into one path segment: letters, digits, `_`, `-` and inner dots stay, everything else
 * becomes `%XX` by UTF-8 byte (`%uXXXX` for half a surrogate pair). Injective, and never `.`, `..`, empty or hidden,
 * so a name cannot leave its folder. A very long one keeps its head and ends in `~` and its SHA-256.
 */
export function encodeName(name: string): string {
  if (name === '') return '%';
  const encoded = name.replaceAll(/[^A-Za-z0-9_.-]/gu, encodeCharacter).replace(/^\./, '%2E');
  if (encoded.length <= LONGEST_NAME) return encoded;
  return `${encoded.slice(0, LONGEST_NAME - 65)}~${sha256(encoded)}`;
}

function encodeCharacter(character: string): string {
  if (/[\uD800-\uDFFF]/u.test(character)) return `%u${character.charCodeAt(0).toString(16).toUpperCase()}`;
  const bytes = [...Buffer.from(character)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
