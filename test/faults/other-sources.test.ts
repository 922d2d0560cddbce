import { expect, inject, it } from 'vitest';
import { archiveFromExtract, archiveFromJson, archiveFromOracle } from '../steps/other-sources.ts';
import { noteRow } from './row.ts';

it.for([
  ['JSON', archiveFromJson],
  ['Oracle', archiveFromOracle],
  ['an extract', archiveFromExtract],
] as const)('an archive of the whole sample made from %s is that made from SQLite', async ([, archive], context) => {
  noteRow(context, { row: 24, cases: 1 }, []);
  const { made, fromSqlite } = await archive(inject('sample'));
  expect(made).toEqual(fromSqlite);
});
