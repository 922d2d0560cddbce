import { LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';

/** A text in YAML. What is wrong with it is said one problem a text, each with its line. */
export interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
  /** What it holds; undefined where it is broken. */
  readonly content: unknown;
  /** Why nothing can be made of it; empty: something can. */
  readonly broken: readonly string[];
  /** The keys that stand there twice, of which the last one counts. */
  readonly repeated: readonly string[];
}

/** Reads a text that somebody wrote in YAML; never throws. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error', prettyErrors: false });
  const [broken, repeated]: [string[], string[]] = [[], []];
  const lineAt = (offset: number) => `line ${lines.linePos(offset).line}`;
  for (const { code, message, pos } of document.errors) {
    const key = /^[^\s:]*/.exec(text.slice(pos[0]))?.[0];
    if (code === 'DUPLICATE_KEY') repeated.push(`${lineAt(pos[0])}: ${key}: this key is there twice`);
    else broken.push(`${lineAt(pos[0])}: ${message}`);
  }
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      broken.push(`${lineAt(alias.range?.[0] ?? 0)}: *${alias.source}: put what begins with * in quotes`);
    },
  });
  let content: unknown;
  try {
    if (broken.length === 0) content = document.toJS();
  } catch (error) {
    // Anchors that unfold to more than anybody writes.
    broken.push(error instanceof Error ? error.message : String(error));
  }
  return { document, lines, content, broken, repeated };
}
