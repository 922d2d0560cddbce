import { expect, it } from 'vitest';
import { tryContents } from '../steps/random-contents.ts';
import { noteRow } from './row.ts';

/** Each holds eight runs. */
const CONTENTS = 1250;

it('10,000 runs of random contents: a tick ends well, another one changes nothing, and differences add up', async (context) => {
  const seed = Date.now() % 1_000_000;
  process.stdout.write(`seed ${seed}\n`);
  const tally = await tryContents(CONTENTS, seed);
  noteRow(context, { row: 29, cases: tally.contents * 8, seed }, []);
  expect(tally.contents).toBe(CONTENTS);
}, 7_200_000);
