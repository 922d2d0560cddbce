import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { RunInfoError } from '../model/errors.ts';

/** Asks at a terminal; what is typed or pasted ahead of a question answers it. Nothing is touched before the first one. */
export function makeQuestions(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
  let terminal: Interface | null = null;
  let lines: AsyncIterator<string> | null = null;
  return {
    /** Throws RunInfoError `usage` where Ctrl-C or Ctrl-D answers. */
    ask: async (question: string): Promise<string> => {
      output.write(`${question}\n`);
      terminal ??= createInterface({ input, output, prompt: '> ' });
      lines ??= terminal[Symbol.asyncIterator]();
      terminal.prompt();
      const { done, value } = await lines.next();
      if (done !== true) return value;
      output.write('\n');
      throw new RunInfoError('usage', 'broken off: nothing is written');
    },
    /** Gives the terminal back. */
    end: () => terminal?.close(),
  };
}
