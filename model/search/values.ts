import { compareText } from '../group.ts';

/** That a parameter had a value, or a word of one: the newest time it did. */
export interface Span {
  /** The run that brought it. */
  readonly since: number;
  /** The run that brought another one; null: it holds. */
  readonly until: number | null;
  /** It may have been there before: older values are not searched. */
  readonly older: boolean;
}

/** What can be found in values. */
export interface SearchedText {
  readonly text: string;
  /** A whole value, or a word of a long one. */
  readonly kind: 'value' | 'word';
  /** By parameter: `HCAL_HF/CFGDOC_TXT`, as in `BriefParameter`. */
  readonly spans: ReadonlyMap<string, Span>;
}

/** The place of the parameter in `names`, `since`, `until` (0 or missing: it holds), and 1 where it may be older. */
type SpanRow = readonly [name: number, since: number, until?: number, older?: 1];
type TextRow = readonly [text: string, ...spans: SpanRow[]];

/** `search/values/3f.json`: whole values and words, those of which a term falls into this shard. */
export interface ValuesFile {
  readonly format: 1;
  readonly names: readonly string[];
  readonly values: readonly TextRow[];
  readonly words: readonly TextRow[];
}

/** Where a shard stands in the site. */
export function valuesFilePath(shard: string): string {
  return `search/values/${shard}.json`;
}

/** Writes a shard down, sorted. */
export function encodeValues(texts: readonly SearchedText[]): ValuesFile {
  const names = [...new Set(texts.flatMap(({ spans }) => [...spans.keys()]))].sort(compareText);
  const places = new Map(names.map((name, place) => [name, place]));
  const rows = (kind: SearchedText['kind']) =>
    texts
      .filter((one) => one.kind === kind)
      .sort((a, b) => compareText(a.text, b.text))
      .map(({ text, spans }): TextRow => {
        const all = [...spans].map(([name, span]) => toRow(places.get(name) ?? 0, span));
        return [text, ...all.sort((a, b) => a[0] - b[0])];
      });
  return { format: 1, names, values: rows('value'), words: rows('word') };
}

/** Reads a shard. */
export function decodeValues({ names, values, words }: ValuesFile): SearchedText[] {
  const read =
    (kind: SearchedText['kind']) =>
    ([text, ...spans]: TextRow): SearchedText => ({
      text,
      kind,
      spans: new Map(
        spans.map(([name, since, until = 0, older]) => [
          names[name] ?? '',
          { since, until: until === 0 ? null : until, older: older === 1 },
        ]),
      ),
    });
  return [...values.map(read('value')), ...words.map(read('word'))];
}

function toRow(name: number, { since, until, older }: Span): SpanRow {
  if (older) return [name, since, until ?? 0, 1];
  return until === null ? [name, since] : [name, since, until];
}
