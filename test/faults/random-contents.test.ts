import { expect, it } from 'vitest';
import { tryContents } from '../steps/random-contents.ts';
import { noteRow } from './row.ts';

const DATABASES = 100;
/** Of each database; what the rows of one say is a content. */
const RUNS = 100;

it('10,000 random contents: a tick ends well, another one changes nothing, and differences add up', async (context) => {
  const seed = Date.now() % 1_000_000;
  process.stdout.write(`seed ${seed}\n`);
  const tally = await tryContents(DATABASES, RUNS, seed);
  noteRow(context, { row: 29, cases: tally.contents, seed }, []);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  expect(tally).toMatchObject({ contents: 10_000, refused: 0 });
  expect(tally.archived).toBeGreaterThan(2500);
});
