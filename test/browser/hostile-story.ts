import type { RunReading } from '../../model/run.ts';
import type { TestArchive } from '../support/site-archive.ts';

/** The texts of a story: hostile ones, or as many harmless ones. */
export interface Texts {
  readonly values: readonly string[];
  readonly names: readonly string[];
}

/** The first run of the story; it has the value `before` everywhere. */
export const FIRST_RUN = 364_000;
/** From here on each run gives the next group of values to the same few parameters, so that their timelines grow. */
export const FIRST_OF_SERIES = FIRST_RUN + 1;
/** The run that changes all documents. */
export const DOCUMENTS_RUN = FIRST_RUN + 20;
/** From here on each run changes one group of values, then adds one group of names. */
export const FIRST_OF_VALUES = FIRST_RUN + 21;
/** The run that changes nothing any more. */
export const QUIET_RUN = FIRST_RUN + 90;
/** Runs that could not be read, one for every fifth value: the page of each is small, but there are many. */
export const FIRST_GAP = FIRST_RUN + 100;
export const GAP_EVERY = 5;
/** The run in which every value is unreadable. */
export const UNREADABLE_RUN = FIRST_RUN + 900;
/** How many entries of a run the home page shows. */
export const GROUP = 8;

/** Items in groups as large as the home page shows them whole. */
export function inGroups<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / GROUP) }, (_, index) =>
    items.slice(index * GROUP, (index + 1) * GROUP),
  );
}

/** The parameter that gets a value of the story. */
export function valueName(index: number): string {
  return `VALUE_${String(index).padStart(2, '0')}`;
}

/** The parameter that holds a group of values as lines. */
export function documentName(group: number): string {
  return `DOCUMENT_${group}`;
}

/** A parameter that gets one value of each group after the other. */
export function seriesName(place: number): string {
  return `SERIES_${place}`;
}

/** What runs say of themselves: the value by whose number they come after the first run. */
export function saidIn<T>(values: readonly T[], run: number): T | undefined {
  return values[run - FIRST_RUN];
}

/** The story: series, documents, values, names; then gaps and what is unreadable say values as reasons. */
export function tellWith({ values, names }: Texts): (test: TestArchive) => Promise<void> {
  return async (test) => {
    const now: Record<string, string> = {};
    const groups = inGroups(values);
    const take = async (run: number, entries: readonly (readonly [string, string])[]): Promise<void> => {
      for (const [name, value] of entries) now[`HCAL_HF:${name}`] = value;
      const said = saidIn(values, run) ?? 'nothing';
      now['HCAL_LEVEL_1:RUN_KEY'] = said;
      await test.take(run, now, { sequence: said, hcal: said });
    };
    const documents = (lines: (group: readonly string[]) => readonly string[]) =>
      groups.map((group, index) => [documentName(index), ['head', ...lines(group), 'foot'].join('\n')] as const);

    await take(FIRST_RUN, [
      ...values.map((_, index) => [valueName(index), 'before'] as const),
      ...Array.from({ length: GROUP }, (_, place) => [seriesName(place), 'before'] as const),
      ...documents((group) => group.map(() => 'before')),
    ]);
    for (const [index, group] of groups.entries()) {
      const entries = group.map((value, place) => [seriesName(place), value] as const);
      await take(FIRST_OF_SERIES + index, entries);
    }
    await take(
      DOCUMENTS_RUN,
      documents((group) => group),
    );
    const steps = [
      ...inGroups(values.map((value, index) => [valueName(index), value] as const)),
      ...inGroups(names.map((name) => [name, 'named'] as const)),
    ];
    for (const [index, step] of steps.entries()) await take(FIRST_OF_VALUES + index, step);
    await take(QUIET_RUN, []);
    for (const [index, why] of values.entries()) {
      if (index % GAP_EVERY === 0) await test.line(FIRST_GAP + index, 'gap', why);
    }
    await test.take(UNREADABLE_RUN, now, { readings: unreadable(now, values) });
  };
}

/** Readings as they were, but with a reason in place of each value of the story. */
function unreadable(now: Readonly<Record<string, string>>, reasons: readonly string[]): Record<string, RunReading> {
  const readings: Record<string, RunReading> = {};
  for (const [key, value] of Object.entries(now)) readings[key] = { kind: 'value', value };
  reasons.forEach((why, index) => (readings[`HCAL_HF:${valueName(index)}`] = { kind: 'unreadable', why }));
  return readings;
}
