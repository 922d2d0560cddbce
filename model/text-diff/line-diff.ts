/** A range of a line's text, in UTF-16 code units: from where, up to but without where. */
export type Mark = readonly [number, number];

/** One line of a difference: kept, added or removed. */
export interface DiffLine {
  readonly op: ' ' | '+' | '-';
  readonly text: string;
  /**
   * What differs from the line it stands for, ascending, apart from each other; with those ranges left out both texts
   * are equal. An added or removed line without a partner has none at all.
   * The removed lines with marks between two kept lines have the added ones with marks there as partners, in order.
   */
  readonly marks?: readonly Mark[];
  /** The line differs from its partner in nothing but the white space at its beginning. */
  readonly indented?: true;
  /** The line was taken away here and put in, word for word, elsewhere, or the other way round. */
  readonly moved?: true;
}

/** A stretch of changed lines with their context. Line numbers count from 1. */
export interface Hunk {
  readonly fromLine: number;
  readonly toLine: number;
  /**
   * The less indented lines above its first changed line, outermost first, as `findHeadings` finds them: in the newer text,
   * or in the older one for a hunk that only removes.
   */
  readonly path: readonly string[];
  readonly lines: readonly DiffLine[];
}

/** How many lines differ between two texts. */
export interface LineCounts {
  /** Lines that came, with those that moved or were only indented. */
  readonly added: number;
  /** Lines that went, with those that moved or were only indented. */
  readonly removed: number;
  /** How many of the removed lines were added elsewhere, word for word. Left out where none were. */
  readonly moved?: number;
  /** How many of the removed lines were added again with nothing changed but their indentation. Left out where none were. */
  readonly indented?: number;
}

/** The difference of two texts by line; `coarse` where exact matching was given up: too much differs. */
export interface LineDiff extends LineCounts {
  readonly coarse: boolean;
  readonly hunks: readonly Hunk[];
}
