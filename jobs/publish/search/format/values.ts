import { compareText, getOrMake } from '../../../../model/lists.ts';
import type { ValuesFile } from '../schema.ts';

/** A value that can be found, or a word of a long one, in one parameter: the newest stretch of runs that had it. */
export interface FoundText {
  readonly text: string;
  readonly kind: 'value' | 'word';
  /** Whose: `HCAL_HF/CFGDOC_TXT`, the `id` of a `BriefParameter`. */
  readonly id: string;
  /** The run that brought it. */
  readonly since: number;
  /** The run that brought another one; null: it holds. */
  readonly until: number | null;
  /** It may have been there before `since`: older values are not searched. */
  readonly older: boolean;
}

type TextRow = ValuesFile['values'][number];
type SpanRow = TextRow[1];

/** Where a shard stands in the site. */
export function valuesFilePath(shard: string): string {
  return `search/values/${shard}.bin`;
}

/** Writes a shard down, sorted. */
export function encodeValues(found: readonly FoundText[]): ValuesFile {
  const names = [...new Set(found.map(({ id }) => id))].sort(compareText);
  const places = new Map(names.map((name, place) => [name, place]));
  const rows = { value: new Map<string, SpanRow[]>(), word: new Map<string, SpanRow[]>() };
  for (const { kind, text, id, since, until, older } of found) {
    const name = places.get(id) ?? 0;
    const row: SpanRow = older ? [name, since, until ?? 0, 1] : until === null ? [name, since] : [name, since, until];
    getOrMake(rows[kind], text, () => []).push(row);
  }
  const sort = (ofKind: ReadonlyMap<string, SpanRow[]>) =>
    [...ofKind]
      .sort(([a], [b]) => compareText(a, b))
      .map(([text, spans]): TextRow => [text, ...spans.sort((a, b) => a[0] - b[0])]);
  return { format: 1, names, values: sort(rows.value), words: sort(rows.word) };
}

/** Reads a shard. */
export function decodeValues({ names, values, words }: ValuesFile): FoundText[] {
  const read = (kind: FoundText['kind'], rows: readonly TextRow[]) =>
    rows.flatMap(([text, ...spans]) =>
      spans.map(([name, since, until = 0, older]): FoundText => {
        const id = names[name] ?? '';
        return { text, kind, id, since, until: until === 0 ? null : until, older: older === 1 };
      }),
    );
  return [...read('value', values), ...read('word', words)];
}
