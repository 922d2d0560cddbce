import { sha256 } from '../../archive/documents/canonical.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Rules } from '../../model/rules.ts';
import type { RunReading, Snapshot } from '../../model/run.ts';
import { pickSiteSettings, settingsSchema, type SiteSettings } from '../../jobs/config/schema.ts';
import { makeDerive } from '../../jobs/diff/derive.ts';
import { BASE_RULES } from './rules.ts';
import { recordRun } from '../../jobs/snapshot/job.ts';
import type { RunOutcome } from '../../jobs/snapshot/read.ts';

/** For tests: interpretation rules in small. */
export const RULES: Rules = {
  ...BASE_RULES,
  watched: ['CFGDOC_TXT', 'HCAL_*', 'MASKED_RESOURCES', 'FM_ROLE', '*hostile*'],
  ignored: ['HCAL_COMMENT', 'TRIGGERS'],
  text: ['CFGDOC_TXT'],
  list: ['MASKED_RESOURCES'],
};

/** For tests: a site that nobody serves. */
export const SITE: SiteSettings = pickSiteSettings(settingsSchema.parse({ site: '/nowhere', zone: 'UTC', links: [] }));

/** For tests: values that try to break out of a page, a path or a feed. */
export const HOSTILE = {
  name: '../../hostile %2F<b>',
  value: '<script>alert(1)</script>{{ 7*7 }}{% raw %} ]]> " onload=\u0000\u0007 \uD83D half \u202Eback',
  document: 'one\n</td></table><script>alert(2)</script>\n{{ view.root }} ]]>\n\u0000\uDC00',
} as const;

/** For tests: a long document with some lines of it edited. */
export function longDocument(edits: number): string {
  const lines = Array.from({ length: 1500 }, (_, index) => `  setting_${index} = ${index * 7}`);
  for (let edit = 0; edit < edits; edit += 1) lines[(edit + 1) * 240] = `  setting_edited = ${edit}`;
  return lines.join('\n');
}

type Texts = Readonly<Record<string, string | null>>;

/** For tests: facts of a run, texts at its end, and readings that are given as they are. */
type TakePart = Partial<Snapshot> & { readonly ends?: Texts; readonly raw?: Readonly<Record<string, RunReading>> };

/** For tests: an archive in memory, and the paths that each step moved. */
export interface TestArchive {
  readonly archive: ArchiveWriter;
  /** Takes a run up, or reads it again, with texts by `PARTITION:NAME`; null is absent. */
  take(run: number, texts: Texts, part?: TakePart): Promise<string[]>;
  /** Takes up a run that leaves an index line only. */
  line(run: number, kind: 'gap' | 'hcal-out' | 'never-ran', why: string): Promise<string[]>;
}

/** For tests: opens an archive that stands in memory only. */
export async function openTestArchive(rules: Rules = RULES): Promise<TestArchive> {
  const archive = await ArchiveWriter.openDry('/nowhere/archive');
  const settings = sha256('settings of the test').slice(0, 16);
  archive.adoptSettings(rules, settings);
  const step = async (outcome: RunOutcome): Promise<string[]> => {
    recordRun(archive, outcome);
    if (outcome.result.kind === 'archived') makeDerive(archive, rules)(outcome.run);
    await archive.commit(`Run ${outcome.run}`, [], null);
    return [...(archive.commits.at(-1)?.paths ?? [])];
  };
  return {
    archive,
    take: (run, texts, part = {}) => {
      const { ends, raw, ...facts } = part;
      const snapshot: Snapshot = {
        format: 1,
        run,
        start: new Date(Date.UTC(2025, 9, 4, 0, run % 1000)).toISOString().replace('.000', ''),
        stop: new Date(Date.UTC(2025, 9, 4, 0, (run % 1000) + 1)).toISOString().replace('.000', ''),
        sequence: 'GLOBAL-RUN',
        hcal: 'In',
        emptyFms: [],
        gates: {},
        settings,
        readings: { ...toReadings(texts, ends ?? {}), ...raw },
        ...facts,
      };
      return step({ run, result: { kind: 'archived', snapshot } });
    },
    line: (run, kind, why) =>
      step({ run, result: kind === 'gap' ? { kind, why } : { kind, start: null, stop: null, why } }),
  };
}

function toReadings(texts: Texts, ends: Texts): Record<string, RunReading> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      const reading = toReading(text);
      return [key, Object.hasOwn(ends, key) ? { ...reading, end: toReading(ends[key] ?? null) } : reading];
    }),
  );
}

function toReading(text: string | null): RunReading {
  return text === null ? { kind: 'absent', spelling: 'not set' } : { kind: 'value', value: text };
}

const BASE: Texts = {
  'HCAL_HBHE:CFGDOC_TXT': longDocument(0),
  'HCAL_HBHE:FM_ROLE': 'Level2_HBHE',
  'HCAL_HBHE:HCAL_TAG': 'v1',
  'HCAL_HBHE:MASKED_RESOURCES': '[a, b]',
  'HCAL_HF:HCAL_TAG': 'v1',
  'HCAL_HF:FM_ROLE': 'Level2_HF',
  'HCAL_HO:HCAL_TAG': 'v1',
  'HCAL_HO:FM_ROLE': 'Level2_HO',
  'HCAL_LEVEL_1:HCAL_COMMENT': 'quiet night',
  'HCAL_LEVEL_1:RUN_KEY': 'global-pp',
};

/** For tests: ten runs with everything that pages tell apart, across two blocks. */
export const STORY: readonly ((test: TestArchive) => Promise<string[]>)[] = [
  (test) => test.take(362990, BASE),
  (test) => test.take(362993, { ...BASE, 'HCAL_HBHE:HCAL_TAG': 'v2', 'HCAL_HF:HCAL_TAG': 'v2' }),
  (test) => test.line(362994, 'hcal-out', 'CMS.LVL0:HCAL says Out'),
  (test) => test.take(362995, { ...BASE, 'HCAL_HBHE:CFGDOC_TXT': longDocument(5) }, { emptyFms: ['HCAL_HO'] }),
  (test) => test.line(362998, 'gap', 'ORA-01013: <b>asked to stop</b>'),
  (test) => test.line(362999, 'never-ran', 'no RC_STATE row says Running'),
  (test) => test.take(363001, { ...BASE, 'HCAL_HBHE:MASKED_RESOURCES': '[b, c, a]' }, { stop: null }),
  (test) =>
    test.take(363004, { ...BASE, [`HCAL_HF:${HOSTILE.name}`]: HOSTILE.value, 'HCAL_HF:HCAL_DOC': HOSTILE.document }),
  (test) =>
    test.take(363005, BASE, {
      ends: { 'HCAL_HF:HCAL_TAG': 'v9' },
      start: null,
      stop: null,
      sequence: null,
      hcal: null,
    }),
  (test) => test.take(363009, { ...BASE, 'HCAL_HO:HCAL_TAG': null }, { emptyFms: ['HCAL_Laser'] }),
];
