import type { ParameterName } from './names.ts';

/**
 * Splits a name as it is written anywhere: `CMS.HCAL_HF:TAG` (RunInfo), `HCAL_HF:TAG` (snapshots, expected changes), `HCAL_HF/TAG`
 * (archive, addresses), with a folder before it or a file's ending behind it or not, `TAG (HF)` (messages, commits, answers), of
 * several partitions the first.
 * @returns the parts as they are written, the partition maybe short or of another letter case; null: it names no partition
 */
export function parseWrittenName(text: string): ParameterName | null {
  return parseWrittenNames(text)[0] ?? null;
}

/** The same of each partition that is named, `TAG (HF, HO)`. */
export function parseWrittenNames(text: string): ParameterName[] {
  const [, told, partitions] = /^([^\s:/]+) \((\w+(?:, \w+)*)\)$/.exec(text.trim()) ?? [];
  if (told !== undefined && partitions !== undefined) {
    return partitions.split(', ').map((partition) => ({ partition, parameter: told }));
  }
  const name = text
    .trim()
    .replace(/\/(?:index\.html)?(?:[?#][^/]*)?$/, '')
    .replace(/^.*\b(?:parameters|current)\/(?=[^/]+\/[^/])|\.json$/g, '');
  const [, partition, parameter] = /^(?:\w+\.)?(\w+)[:/](?=[^/\s])(.+)$/.exec(name) ?? [];
  return partition === undefined || parameter === undefined ? [] : [{ partition, parameter }];
}
