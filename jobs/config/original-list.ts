import { RunInfoError } from '../../model/errors.ts';
import { partitionNamed } from '../../model/rules.ts';
import type { Rules } from '../../model/rules.ts';

/**
 * Reads the list of watched parameters of the original tool, `diffed_parameters.txt`, as it is: lines `NAME :PART PART`,
 * the name up to the first blank, partitions separated by blanks; lines that begin with `#` or have no colon say nothing.
 * Partitions may have their old or short names.
 * @param path only named in errors
 * @returns patterns `PARTITION:NAME`
 * @throws RunInfoError `config` naming the line of every unknown partition, which the original passed over in silence
 */
export function readOriginalList(path: string, text: string, rules: Rules): string[] {
  const problems: string[] = [];
  const watched = text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const colon = line.indexOf(':');
    if (line.startsWith('#') || colon < 0) return [];
    const name = line.slice(0, colon).trim().split(/\s/)[0] ?? '';
    const words = line
      .slice(colon + 1)
      .split(/\s+/)
      .filter((word) => word !== '');
    return words.flatMap((word) => {
      const partition = partitionOf(rules, word);
      if (partition === null) problems.push(`line ${index + 1}: unknown partition ${word}`);
      return partition === null || name === '' ? [] : [`${partition}:${name}`];
    });
  });
  if (problems.length === 0) return [...new Set(watched)];
  const partitions = rules.partitions.join(', ');
  throw new RunInfoError('config', `watchedFile: ${path}, ${problems.join('; ')}; the partitions are ${partitions}`);
}

function partitionOf(rules: Rules, word: string): string | null {
  const aliases = rules.aliases.map(({ name, partition }) => ({ name, partition }));
  const always = { ...rules, aliases };
  return partitionNamed(always, word, 0);
}
