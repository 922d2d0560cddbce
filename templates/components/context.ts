import type { ReadValue } from '../../model/reading.ts';
import type { Rules } from '../../model/rules.ts';

/** What views are made from beside what they show: the interpretation rules in force, and the texts of long values. */
export interface ViewContext {
  readonly rules: Rules;
  readonly readValue: ReadValue;
}
