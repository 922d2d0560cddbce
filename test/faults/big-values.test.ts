import { expect, it } from 'vitest';
import { openOracle, openSqlite, readBigValues } from '../support/sources.ts';
import { noteRow } from './row.ts';

it.for([
  ['SQLite', openSqlite],
  ['Oracle', openOracle],
] as const)('the %s source reads values of 16 MB, not only of ASCII', async ([, open], context) => {
  noteRow(context, { row: 17, cases: 1 }, []);
  expect(await readBigValues(open, 16_000_000)).toEqual([true, true]);
});
