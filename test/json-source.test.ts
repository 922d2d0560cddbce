import { expect, inject, it } from 'vitest';
import { archiveFromJson } from './steps/other-sources.ts';

it('an archive made from JSON is that made from SQLite, byte for byte and commit for commit', async () => {
  const { made, fromSqlite } = await archiveFromJson(inject('small'));
  expect(made).toEqual(fromSqlite);
});
