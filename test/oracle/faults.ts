/** Where on the way of a client a fault can strike, in the order in which it goes that way. */
export const STAGES = [
  'connect',
  'protocol',
  'types',
  'login',
  'password',
  'set-up',
  'execute',
  'define',
  'fetch',
  'log-off',
] as const;
export type Stage = (typeof STAGES)[number];

/**
 * What goes wrong. `silent`: no answer, ever; `drop`: the connection ends; `half`: the answer breaks off in the middle and
 * the connection ends; `error`: an ORA error in place of the answer; `slow`: the answer comes that many milliseconds late.
 */
export type Trouble =
  | { readonly kind: 'silent' | 'drop' | 'half' }
  | { readonly kind: 'error'; readonly number: number; readonly text: string }
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** A fault that is ordered. */
export interface Fault {
  readonly at: Stage;
  readonly trouble: Trouble;
  /** How often it strikes. @default for ever */
  readonly times?: number;
  /** Which statements it strikes at, by their text. @default all */
  readonly sql?: RegExp;
  /** How many that it could strike at are spared first. @default 0 */
  readonly after?: number;
}

/** The faults that are ordered, and how often each has struck. */
export class Faults {
  private ordered: { fault: Fault; spared: number; struck: number }[] = [];

  /** Orders faults in place of those before. */
  order(...faults: readonly Fault[]): void {
    this.ordered = faults.map((fault) => ({ fault, spared: 0, struck: 0 }));
  }

  /** What goes wrong here and now; null: nothing. */
  strike(stage: Stage, sql: string): Trouble | null {
    for (const order of this.ordered) {
      const { fault } = order;
      if (fault.at !== stage || (fault.sql !== undefined && !fault.sql.test(sql))) continue;
      if (order.spared < (fault.after ?? 0)) {
        order.spared += 1;
        continue;
      }
      if (order.struck >= (fault.times ?? Infinity)) continue;
      order.struck += 1;
      return fault.trouble;
    }
    return null;
  }
}
