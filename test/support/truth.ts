import { readFileSync } from 'node:fs';

/** One change of the sample's truth; before and after are SHA-256 of the whole text, null: absent. */
export interface TrueChange {
  readonly partition: string;
  readonly parameter: string;
  readonly kind: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One line of the sample's truth (data/sample/README.md). */
export interface TrueRun {
  readonly run: number;
  readonly kind: 'archived' | 'hcal-out' | 'never-ran' | 'local';
  readonly start: string | null;
  readonly stop: string | null;
  readonly partitions?: Readonly<Record<string, string>>;
  readonly base?: Readonly<Record<string, number | null>>;
  readonly changes?: readonly TrueChange[];
}

/** Reads what really happened in a sample, in run order. */
export function readTruth(path: string): TrueRun[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as TrueRun);
}
