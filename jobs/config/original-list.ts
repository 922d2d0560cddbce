import { partitionNamed } from '../../model/rules.ts';
import type { Preset } from './preset.ts';

/**
 * Reads the list of watched parameters of the original tool, `diffed_parameters.txt`, as it is: lines `NAME :PART PART`,
 * the name up to the first blank, partitions separated by blanks; lines that begin with `#` or have no colon say nothing.
 * Partitions may have their old or short names.
 * @param path only named in problems
 * @param problems the line of every unknown partition, which the original passed over in silence, is added here
 * @returns patterns `PARTITION:NAME`
 */
export function readOriginalList(path: string, text: string, { rules, labels }: Preset, problems: string[]): string[] {
  const unknown: string[] = [];
  const watched = text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const colon = line.indexOf(':');
    if (line.startsWith('#') || colon < 0) return [];
    const name = line.slice(0, colon).trim().split(/\s/)[0] ?? '';
    const words = line
      .slice(colon + 1)
      .split(/\s+/)
      .filter((word) => word !== '');
    return words.flatMap((word) => {
      const partition = partitionOf({ rules, labels }, word);
      if (partition === null) unknown.push(`line ${index + 1}: unknown partition ${word}`);
      return partition === null || name === '' ? [] : [`${partition}:${name}`];
    });
  });
  const partitions = rules.partitions.join(', ');
  if (unknown.length > 0)
    problems.push(`watchedFile: ${path}, ${unknown.join('; ')}; the partitions are ${partitions}`);
  return [...new Set(watched)];
}

function partitionOf({ rules, labels }: Preset, word: string): string | null {
  const aliases = rules.aliases.map(({ name, partition }) => ({ name, partition }));
  const always = { ...rules, aliases };
  return partitionNamed(always, labels, word, 0);
}
