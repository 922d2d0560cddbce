import { createHash } from 'node:crypto';
import { indexPath, timelinePath } from '../archive/documents/layout.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Timeline, TimelineStart } from '../model/change.ts';
import type { Value } from '../model/reading.ts';
import type { KnownRun } from '../archive/documents/run-index.ts';
import type { IndexLine, PartitionLine } from '../model/run.ts';

export const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'] as const;
/** Parameters of each partition: one long document, some shorter ones, firmware by crate, and plain values. */
const OF_EACH = { document: 1, control: 4, firmware: 25, plain: 45 } as const;
const LINES = { document: 1500, control: 120, firmware: 12, plain: 0 } as const;
/** Of a hundred changes, how many fall on which kind. */
const SHARE = { document: 20, control: 10, firmware: 15, plain: 55 } as const;
type Kind = keyof typeof OF_EACH;
/** Changes per run, as in the bundled sample. */
const CHANGES = 1.2;
const FIRST_RUN = 400_000;
const SETTING_NAMES = [
  'BiasVoltage',
  'OrbitDelay',
  'PresamplesKept',
  'SourceId',
  'PipelineLength',
  'BCOffset',
  'ExpectedT1',
];

/**
 * An archive in memory of many runs without a hole between their numbers, for the size of what search reads: every
 * block is full, every parameter has changed its share of times, every value is made up from its number when asked.
 */
export function makeSearchArchive(runs: number): ArchiveReader {
  const documents = new Map<string, Timeline>();
  const indexes = new Map<number, readonly KnownRun[]>();
  const texts = new Map<string, () => string>();
  const changes = new Map<number, number[]>();
  for (const [place, partition] of PARTITIONS.entries()) {
    for (const { parameter, kind } of namesOf()) {
      const count = Math.max(1, Math.round((runs * CHANGES * SHARE[kind]) / 100 / PARTITIONS.length / OF_EACH[kind]));
      const starts = Array.from({ length: count }, (_, version): TimelineStart => {
        const from = FIRST_RUN + Math.floor((version * runs) / count);
        const ofRun = changes.get(from) ?? PARTITIONS.map(() => 0);
        changes.set(from, ofRun.with(place, (ofRun[place] ?? 0) + 1));
        return { from, value: makeValue(texts, partition, parameter, kind, version) };
      });
      documents.set(timelinePath(partition, parameter), { format: 1, partition, parameter, starts });
    }
  }
  for (let first = FIRST_RUN; first < FIRST_RUN + runs; first += 1000) {
    indexes.set(first / 1000, linesFrom(first, changes));
  }
  return {
    folder: '/made',
    headId: null,
    readText: () => null,
    readDocument: (path) => documents.get(path) ?? null,
    readIndex: (block) => indexes.get(block) ?? null,
    list: (folder) => listBelow([...documents.keys(), ...[...indexes.keys()].map(indexPath)], folder),
    readValue: (value) => (typeof value === 'string' ? value : (texts.get(value.ref)?.() ?? '')),
  };
}

/** The newest run, as paths that a tick moved: its index and one document. */
export function newestPaths(runs: number): string[] {
  const newest = FIRST_RUN + runs - 1;
  return [`runs/${Math.floor(newest / 1000)}/index.json`, timelinePath('HCAL_HF', 'document_0')];
}

function namesOf(): { readonly parameter: string; readonly kind: Kind }[] {
  return (['document', 'control', 'firmware', 'plain'] as const).flatMap((kind) =>
    Array.from({ length: OF_EACH[kind] }, (_, number) => ({ parameter: `${kind}_${number}`, kind })),
  );
}

function makeValue(
  texts: Map<string, () => string>,
  partition: string,
  parameter: string,
  kind: Kind,
  version: number,
): Value {
  if (kind === 'plain') return makePlain(Number(parameter.slice(6)), version);
  const ref = createHash('sha256').update(`${partition} ${parameter} ${version}`).digest('hex');
  texts.set(ref, () => makeDocument(`${partition} ${parameter}`, LINES[kind], version));
  return { ref, lines: LINES[kind], length: LINES[kind] * 40 };
}

/** Short values of the forms that the experiment has: thresholds, tags, run keys, lists, addresses. */
function makePlain(number: number, version: number): string {
  const forms = [
    () => String(version % 60),
    () => `Tag${number}_2025_v${version}`,
    () => `Master/global${number}_${SETTING_NAMES[version % SETTING_NAMES.length]}_${version % 40}.xml`,
    () =>
      `[${Array.from({ length: 8 }, (_, at) => `hcal::uHTRSource_${(version * 7 + at * 13) % (100 + 40 * number)}`).join(', ')}]`,
    () => `http://rcms-${number}-${version}.example.org:16001/urn:rcms-fm:fullpath=/hcalpro/Global/P5/HCAL`,
  ];
  return forms[number % forms.length]?.() ?? '';
}

/** A document in which each version gives a few lines another value. */
function makeDocument(name: string, lines: number, version: number): string {
  const edits = Math.min(5, lines);
  return Array.from({ length: lines }, (_, line) => {
    const round = Math.floor((version * edits + lines - 1 - line) / lines);
    const value = hash(`${name} ${line} ${round}`) & 0xffff;
    return `  ${SETTING_NAMES[line % SETTING_NAMES.length]}_${line % 40}[${line % 36}]="0x${value.toString(16)}"   # crate ${line % 40}`;
  }).join('\n');
}

function hash(text: string): number {
  let number = 7;
  for (let at = 0; at < text.length; at += 1) number = Math.imul(number ^ text.charCodeAt(at), 0x01000193);
  return (number ^ (number >>> 15)) >>> 0;
}

/** A partition has a new configuration in every run in which it changed. */
function linesFrom(first: number, changes: ReadonlyMap<number, readonly number[]>): KnownRun[] {
  const changedLast = PARTITIONS.map(() => first);
  return Array.from({ length: 1000 }, (_, at) => {
    const run = first + at;
    const own = changes.get(run) ?? PARTITIONS.map(() => 0);
    const partitions = PARTITIONS.map((partition, place): [string, PartitionLine] => {
      if ((own[place] ?? 0) > 0) changedLast[place] = run;
      const digest = createHash('sha256').update(`${partition} ${changedLast[place]}`).digest('hex').slice(0, 16);
      return [partition, { inclusion: 'in', base: run - 1, changes: own[place] ?? 0, digest }];
    });
    const start = new Date(Date.UTC(2022, 0) + run * 3_600_000).toISOString().replace('.000Z', 'Z');
    const total = own.reduce((sum, count) => sum + count, 0);
    const line: IndexLine = {
      kind: 'archived',
      start,
      stop: null,
      sequence: 'GLOBAL-RUN',
      changes: total,
      partitions: Object.fromEntries(partitions),
    };
    return { run, line };
  });
}

function listBelow(paths: readonly string[], folder: string): string[] {
  const names = paths.flatMap((path) =>
    path.startsWith(`${folder}/`) ? (path.slice(folder.length + 1).split('/')[0] ?? []) : [],
  );
  return [...new Set(names)].sort();
}
