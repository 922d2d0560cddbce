import { expect, it } from 'vitest';
import { openOracle, openSqlite, readBigValues } from '../support/sources.ts';

it.each([
  ['SQLite', openSqlite],
  ['Oracle', openOracle],
])('the %s source reads values of 16 MB, not only of ASCII', async (_, open) => {
  expect(await readBigValues(open, 16_000_000)).toEqual([true, true]);
});
