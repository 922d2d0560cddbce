import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { sha256 } from '../../archive/documents/canonical.ts';
import { readFormat, readSettings } from '../../archive/documents/documents.ts';
import { CommittedArchive } from '../../archive/store/committed-archive.ts';
import { HCAL, withDefaults } from '../../jobs/config/preset.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { ChangesAnswer, RunAnswer } from '../../queries/schema.ts';
import type { Workplace } from './workplace.ts';

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

/** Expects that an archive has exactly the global runs of the truth, each of the same kind, and no local one. */
export async function expectRuns(place: Workplace, truth: readonly TrueRun[]): Promise<RunAnswer[]> {
  const runs = (await place.ask(['runs'])) as RunAnswer[];
  expect(runs.map(({ run, kind }) => [run, kind])).toEqual(truth.map(({ run, kind }) => [run, kind]));
  return runs;
}

/** Expects that every archived run has exactly the changes of the truth, each partition against its own base run. */
export async function expectChanges(place: Workplace, truth: readonly TrueRun[]): Promise<void> {
  const archive = CommittedArchive.openNewest(place.archive);
  const { settings = '' } = readFormat(archive) ?? {};
  const rules = withDefaults(readSettings(archive, settings) ?? HCAL.rules);
  const archived = truth.filter(({ kind }) => kind === 'archived');
  for (const { run, changes, partitions, base } of archived) {
    // As the command answers under --json, which is run for the last one.
    const answer =
      run === archived.at(-1)?.run
        ? ((await place.ask(['changes', String(run)])) as ChangesAnswer)
        : (queryChanges(archive, rules, run) as ChangesAnswer);
    expect({ run, changes: toTrueChanges(answer) }).toEqual({ run, changes });
    const inclusions = Object.fromEntries(answer.partitions.map((one) => [one.partition, one.inclusion]));
    expect({ run, inclusions }).toEqual({ run, inclusions: partitions });
    const included = answer.partitions.filter(({ inclusion }) => inclusion === 'in');
    expect(Object.fromEntries(included.map((one) => [one.partition, one.base]))).toEqual(base);
  }
}

function toTrueChanges(answer: ChangesAnswer): TrueChange[] {
  const digest = (text: string | null) => (text === null ? null : sha256(text));
  return answer.changes
    .flatMap(({ partitions, parameter, kind, before, after }) =>
      partitions.map((partition) => ({ partition, parameter, kind, before: digest(before), after: digest(after) })),
    )
    .sort((a, b) => (a.partition + a.parameter < b.partition + b.parameter ? -1 : 1));
}
