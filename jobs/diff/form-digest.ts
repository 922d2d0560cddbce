import { sha256 } from '../../archive/documents/canonical.ts';
import { comparableForm } from '../../model/comparison.ts';
import type { Rules } from '../../model/rules.ts';
import type { ReadValue } from '../../model/reading.ts';
import type { FormDigest } from '../../model/watched.ts';

/** How many digests of long values are kept: the same documents come back run after run. */
const KEPT = 4096;

/** Makes the function that digests the comparable form of values (rule 8), and remembers those of long ones. */
export function makeFormDigest(rules: Rules, readValue: ReadValue): FormDigest {
  const known = new Map<string, string>();
  return (partition, parameter, value) => {
    const digest = () => sha256(comparableForm(rules, partition, parameter, readValue(value)));
    if (typeof value === 'string') return digest();
    const key = `${partition}:${parameter}:${value.ref}`;
    const found = known.get(key) ?? digest();
    if (known.size >= KEPT) known.clear();
    known.set(key, found);
    return found;
  };
}
