import * as z from 'zod';
import { RunInfoError } from '../../model/errors.ts';
import { groupBy } from '../../model/lists.ts';
import { toSnapshot } from '../../model/interpret.ts';
import { parseName } from '../../model/names.ts';
import { RowReader, type ParameterRow } from '../../model/row.ts';
import type { Settings } from '../config/load.ts';
import type { RunSource } from '../snapshot/sources/types.ts';
import { AROUND, type NameProfile } from '../snapshot/sources/survey.ts';
import { judge, proposalSchema, verdictSchema } from './verdicts.ts';

const count = (description: string) => z.int().min(0).describe(description);

const name = z.strictObject({
  name: z.string().describe('The parameter'),
  rows: count('Its rows'),
  lobs: count('LOB rows of them'),
  longest: count('Characters of its longest text; of MySQL bytes'),
  value: z
    .string()
    .nullable()
    .optional()
    .describe(
      'What its first row says, without secrets; null: nothing; only under --values, and where the rules read it',
    ),
});

const answer = z.strictObject({
  server: z.string().describe('What the server or its driver says of itself'),
  newestRun: z.int().nullable().describe('The newest run number of all; null: there is none'),
  run: z.int().describe('The run that was looked at'),
  managers: z
    .array(
      z.strictObject({
        manager: z.string().describe('A function manager, central DAQ among them'),
        isKnown: z.boolean().describe('Whether it is a partition or the level one of the settings'),
        names: z.array(name).describe('Its parameters in that run'),
      }),
    )
    .describe('Who published in that run'),
  verdicts: z.array(verdictSchema).describe('The rules that rows can speak for or against'),
  proposals: z.array(proposalSchema).describe('Settings that would make rules hold'),
});

/** What `probe` answers, by the name of the schema in `docs/schemas`. */
export const PROBE_SCHEMAS = {
  'answer-probe': answer.meta({ description: 'probe --json: what a source holds, and which rules hold of it' }),
} as const;

export type ProbeAnswer = z.infer<typeof answer>;

/**
 * Looks at a run of a source, in at most six statements: what it holds whatever the rules, and whether they hold of it.
 * @param openSource opens the source under other rules than those of the settings
 * @param asked the run; null: the newest near the highest number that has a path of any kind in
 *   the parameter of rule 1, and that has run if any has
 * @throws RunInfoError `usage` for a source that has nothing to probe, `not-found` where it has no such run
 */
export async function probe(
  settings: Settings,
  openSource: (rules: Settings['rules']) => RunSource,
  asked: number | null,
  withValues: boolean,
  now: number,
): Promise<ProbeAnswer> {
  const { rules, settle, seal, zone } = settings;
  const source = openSource({ ...rules, tracked: ['*'], globalPath: '/' });
  try {
    const { survey } = source;
    if (survey === undefined)
      throw new RunInfoError('usage', 'probe looks at databases: this source has files made for the rules');
    const { newestRun, server } = await survey.describe();
    const upTo = asked ?? newestRun;
    if (upTo === null) throw new RunInfoError('not-found', 'the source has no run at all');
    const sightings = await source.findRuns(Math.max(1, upTo - AROUND + 1), upTo);
    const run = asked ?? (sightings.findLast(({ isRunning }) => isRunning) ?? sightings.at(-1))?.run ?? upTo;
    const names = await survey.profile(run);
    if (names.length === 0)
      throw new RunInfoError('not-found', `the source has nothing of run ${run}: check the number`);
    const reader = new RowReader(rules, seal);
    const rows = (await source.readRun(run)).map((row) => reader.withoutSecrets(row));
    const snapshot = toSnapshot(run, rows, { ...rules, tracked: ['*'] }, '');
    const { verdicts, proposals } = judge({ run, sightings, names, rows, snapshot, now, settle, zone }, rules);
    const managers = listManagers(names, withValues ? rows : null, rules);
    return answer.parse({ server, newestRun, run, managers, verdicts, proposals });
  } finally {
    await source.close();
  }
}

/** @param rows null: values are left out */
function listManagers(
  names: readonly NameProfile[],
  rows: readonly ParameterRow[] | null,
  rules: Settings['rules'],
): ProbeAnswer['managers'] {
  const rowsOf = groupBy(rows ?? [], (row) => row.name);
  return [...groupBy(names, (profile) => parseName(rules, profile.name)?.partition ?? '')].map(
    ([manager, profiles]) => ({
      manager,
      isKnown: rules.partitions.includes(manager) || manager === rules.levelOne,
      names: profiles.map(({ name: full, rows: number, lobs, longestPlain, longestLob }) => {
        const value = rowsOf.get(full)?.[0].value;
        return {
          name: parseName(rules, full)?.parameter ?? full,
          rows: number,
          lobs,
          longest: Math.max(longestPlain, longestLob),
          ...(value !== undefined && { value: value.kind === 'text' ? value.text : null }),
        };
      }),
    }),
  );
}
