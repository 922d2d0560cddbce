import { listThousands, readTimelineAt, runsOfThousand } from '../../../archive/documents/documents.ts';
import { encodeName } from '../../../archive/documents/encode-name.ts';
import { encodeParameters } from './format/parameters.ts';
import type { BriefParameter, BriefValue, ParametersFile } from './format/parameters.ts';
import { decodeRuns, encodeRuns } from './format/runs.ts';
import type { RunsFile } from './format/runs.ts';
import type { FoundText } from './format/values.ts';
import { decodeThousands, encodeThousands, summariseThousand } from './format/thousands.ts';
import type { ThousandsFile } from './format/thousands.ts';
import type { Value } from '../../../model/reading.ts';
import { toVisible } from '../../../model/visible.ts';
import type { Facts } from '../pages/facts.ts';
import { toValueView } from '../pages/value.ts';
import { textsOfTimeline } from './timeline-texts.ts';

/** The runs of one thousand. */
export function makeRunsFile({ archive, meaning }: Facts, thousand: number): RunsFile {
  return encodeRuns(meaning.partitions, runsOfThousand(archive, thousand));
}

/**
 * The list of thousands.
 * @param moved the thousands that may differ from what stands
 * @param standing the list as it is now; null: there is none, and every thousand is looked at
 */
export function makeThousandsFile(
  facts: Facts,
  moved: readonly number[],
  standing: ThousandsFile | null,
): ThousandsFile {
  const all = listThousands(facts.archive);
  const known = new Map((standing === null ? [] : decodeThousands(standing)).map((one) => [one.thousand, one]));
  for (const thousand of moved) known.delete(thousand);
  const thousands = all.map(
    (thousand) => known.get(thousand) ?? summariseThousand(thousand, decodeRuns(makeRunsFile(facts, thousand))),
  );
  return encodeThousands(facts.settings.zone, thousands);
}

/** The watched parameters with what they are now. */
export function makeParametersFile(facts: Facts): ParametersFile {
  const partitions = facts.meaning.partitions.map((partition) => ({ partition, folder: encodeName(partition) }));
  const parameters = partitions.flatMap(({ partition, folder }) =>
    [...facts.timelinesOf(partition).values()].map(({ parameter, starts }): BriefParameter => {
      const newest = starts.at(-1);
      return {
        partition,
        parameter: toVisible(parameter),
        id: `${folder}/${encodeName(parameter)}`,
        value: toBriefValue(facts, newest?.value ?? null),
        since: newest?.from ?? 0,
        changes: Math.max(0, starts.length - 1),
      };
    }),
  );
  return encodeParameters(partitions, parameters);
}

/**
 * What can be found in the values of some parameters.
 * @param paths their timelines in the archive; nothing is found of one that is gone
 */
export function findTexts({ archive }: Facts, paths: readonly string[]): FoundText[] {
  return paths.flatMap((path) => {
    const timeline = readTimelineAt(archive, path);
    return timeline === null ? [] : textsOfTimeline(idOf(path), timeline, archive.readValue);
  });
}

/** The parameter of a timeline as search names it: `HCAL_HF/CFGDOC_TXT`. */
export function idOf(path: string): string {
  return path.replace(/^parameters\/|\.json$/g, '');
}

function toBriefValue(facts: Facts, value: Value | null): BriefValue {
  if (value === null) return null;
  return typeof value === 'object' && value.lines > 1 ? value.lines : toValueView(facts, value).text;
}
