import { printEntries } from '../../cli/print/entries.ts';
import { entriesMarkdown } from '../../cli/print/markdown.ts';
import { makeStyle } from '../../cli/print/style.ts';
import { excerptOf } from '../../model/excerpt.ts';
import type { ChangeEntry } from '../../model/change.ts';
import type { ReadValue } from '../../model/reading.ts';
import { tellEntries } from '../../model/entries.ts';
import { countLines } from '../../model/text-diff/index.ts';
import { describeEntry } from '../../model/summary.ts';
import { answerEntries } from '../../queries/changes.ts';

/** A change of a text, as the archive holds it and as answers do. */
function changeText(before: readonly string[], after: readonly string[]) {
  const texts = new Map(Object.entries({ before: before.join('\n'), after: after.join('\n') }));
  const refer = (ref: string, lines: readonly string[]) => ({ ref, lines: lines.length, length: 999 });
  const read: ReadValue = (value) => (typeof value === 'string' ? value : (texts.get(value.ref) ?? ''));
  const entry: ChangeEntry = {
    parameter: 'CFGDOC_TXT',
    partitions: ['HCAL_HF'],
    kind: 'changed',
    compared: 'text',
    before: refer('before', before),
    after: refer('after', after),
    ...countLines(before, after),
  };
  return { entry, read, answers: answerEntries(tellEntries([entry], read), read, false) };
}

/** A change of a text as summary lines, messages and the terminal say it. */
export function tellText(before: readonly string[], after: readonly string[]) {
  const { entry, read, answers } = changeText(before, after);
  const print = (isSideBySide: boolean) =>
    printEntries(answers, { style: makeStyle(false), isFull: false, isSideBySide, width: 79 })
      .slice(2)
      .join('\n');
  return {
    summary: describeEntry(entry, read),
    message: excerptOf(answers[0]?.hunks ?? []),
    unified: print(false),
    sideBySide: print(true),
  };
}

/** A change of a text in Markdown. */
export function tellMarkdown(before: readonly string[], after: readonly string[]): string {
  return entriesMarkdown(changeText(before, after).answers, false).join('\n');
}

/** The lines of a change of a text on the terminal, with what is marked there in brackets. */
export function tellMarked(before: readonly string[], after: readonly string[]): string[] {
  const style = { ...makeStyle(false), marked: (text: string) => `[${text}]` };
  const { answers } = changeText(before, after);
  return printEntries(answers, { style, isFull: true, isSideBySide: false, width: 79 }).slice(2);
}
