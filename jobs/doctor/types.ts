import type { Settings } from '../config/load.ts';
import type { Fetch } from '../web.ts';

/** How something is: `ok`; `look`, it works, but somebody should look at it; `mend`, it does not. */
export const HEALTHS = ['ok', 'look', 'mend'] as const;
export type Health = (typeof HEALTHS)[number];

/** One thing that was found out. Where it is not `ok`, it says what to do. */
export interface Remark {
  readonly health: Health;
  readonly says: string;
}

/** What a check works with. `now` is milliseconds since 1970; `fetch` is the way to the webhooks. */
export interface Surroundings {
  readonly settings: Settings;
  readonly now: number;
  readonly fetch: Fetch;
}

/** One part of an installation that is tried. */
export interface Check {
  readonly name: string;
  /** Tries it, and alters nothing. What it throws as RunInfoError counts as a remark to mend. */
  readonly examine: (surroundings: Surroundings) => Promise<readonly Remark[]>;
}

export const ok = (says: string): Remark => ({ health: 'ok', says });
export const look = (says: string): Remark => ({ health: 'look', says });
export const mend = (says: string): Remark => ({ health: 'mend', says });
