/** The prefix of every name that a CMS function manager publishes in RunInfo. */
const NAMESPACE = 'CMS.';

/** What CMS.LVL0 says of a run: the names that rules 2, 3, 4, 15 and 16 need. */
export const CENTRAL = {
  state: 'CMS.LVL0:RC_STATE',
  start: 'CMS.LVL0:START_TIME_T',
  stop: 'CMS.LVL0:STOP_TIME_T',
  hcal: 'CMS.LVL0:HCAL',
  sequence: 'CMS.LVL0:SEQ_NAME',
} as const;

/** A parameter's place: the function manager that published it and the name it gave. */
export interface ParameterName {
  readonly partition: string;
  readonly parameter: string;
}

/**
 * Splits a RunInfo name such as `CMS.HCAL_HF:CFGDOC_TXT`.
 * @returns the parts, or null where the name has no such form
 */
export function parseName(name: string): ParameterName | null {
  const colon = name.indexOf(':');
  if (!name.startsWith(NAMESPACE) || colon < 0) return null;
  return { partition: name.slice(NAMESPACE.length, colon), parameter: name.slice(colon + 1) };
}

/** The RunInfo name of a parameter: the reverse of `parseName`. */
export function runInfoName(partition: string, parameter: string): string {
  return `${NAMESPACE}${partition}:${parameter}`;
}

/** The key of a parameter in a snapshot: `HCAL_HF:CFGDOC_TXT`. */
export function readingKey(partition: string, parameter: string): string {
  return `${partition}:${parameter}`;
}
