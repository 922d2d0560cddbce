import { encodeName } from './encode-name.ts';

/** Where everything stands in the archive (DESIGN section 6, Contract). Paths are relative, with `/`. */
export const README_PATH = 'README.md';
export const FORMAT_PATH = 'format.json';

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
