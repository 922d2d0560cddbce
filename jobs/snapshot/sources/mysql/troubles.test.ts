import { describe, expect, it } from 'vitest';
import { explainMysql } from './troubles.ts';

const explain = (code: string) => explainMysql(Object.assign(new Error('so it is'), { code }));

describe('what an error of MySQL means', () => {
  it.each([
    ['ECONNREFUSED', 'passing', true, /^try again later$/],
    ['ER_LOCK_DEADLOCK', 'reading', true, /^try again later$/],
    ['ER_CRASHED_ON_USAGE', 'reading', false, /^try again later; if that lasts, ask whoever runs the database$/],
    ['ER_TABLEACCESS_DENIED_ERROR', 'lasting', false, /^grant SELECT/],
    ['ER_PARSE_ERROR', 'lasting', false, /report it/],
  ])('%s', (code, kind, isWorthRetrying, remedy) => {
    expect(explain(code)).toMatchObject({
      says: `${code}: so it is`,
      kind,
      isWorthRetrying,
      remedy: expect.stringMatching(remedy),
    });
  });

  it('is nothing where it is no error of the driver or the server', () => {
    expect(explainMysql(new Error('Cannot read properties of undefined'))).toBeNull();
    expect(explainMysql('ER_PARSE_ERROR')).toBeNull();
  });
});
