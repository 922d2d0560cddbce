import { describe, expect, it } from 'vitest';
import { explainOracle } from './troubles.ts';

const explain = (message: string) => explainOracle(new Error(message));

describe('what an error of Oracle means', () => {
  it.each([
    [
      'NJS-500: connection to Oracle Database was closed or broken\nORA-03113: end-of-file on communication channel\nHelp: https://docs.oracle.com/error-help/db/ora-03113/',
      'passing',
      'ORA-03113: end-of-file on communication channel',
    ],
    [
      'NJS-503: connection to host db port 1521 could not be established. (CONNECTION_ID=Rl4/3g==)\nconnect ECONNREFUSED',
      'passing',
      'NJS-503: connection to host db port 1521 could not be established, connect ECONNREFUSED',
    ],
    [
      'NJS-511: connection to listener at host db port 1 was refused. (CONNECTION_ID=x)\nCause: ORA-12516',
      'passing',
      'NJS-511: connection to listener at host db port 1 was refused, Cause: ORA-12516',
    ],
    [
      'NJS-500: connection to Oracle Database was closed or broken\nORA-00045: unknown',
      'passing',
      'ORA-00045: unknown',
    ],
    ['ORA-12541: TNS:no listener', 'passing', 'ORA-12541: TNS:no listener'],
    ['NJS-500: closed\nORA-00600: internal error code', 'reading', 'ORA-00600: internal error code'],
    ['ORA-01555: snapshot too old', 'reading', 'ORA-01555: snapshot too old'],
    ['ORA-29275: partial multibyte character', 'reading', 'ORA-29275: partial multibyte character'],
    ['ORA-01843: not a valid month', 'lasting', 'ORA-01843: not a valid month'],
    ['ORA-01722: invalid number', 'lasting', 'ORA-01722: invalid number'],
    ['ORA-01017: invalid credential', 'lasting', 'ORA-01017: invalid credential'],
    ['NJS-533: negotiation failed.\nCause: ORA-12660', 'lasting', 'NJS-533: negotiation failed, Cause: ORA-12660'],
  ])('%s', (message, kind, says) => {
    expect(explain(message)).toMatchObject({ kind, says });
  });

  it('is worth another try where it passes, and for some statements', () => {
    const codes = [
      'ORA-12514',
      'ORA-01033',
      'ORA-01555',
      'ORA-22922',
      'ORA-00942',
      'ORA-01017',
      'ORA-01578',
      'ORA-00933',
    ];
    expect(codes.filter((code) => explain(`${code}: so it is`)?.isWorthRetrying)).toEqual(codes.slice(0, 4));
  });

  it.each([
    ['ORA-01578: block corrupted', /^try again later; if that lasts, ask whoever runs the database$/],
    ['ORA-01555: snapshot too old', /^try again later$/],
    ['ORA-00933: command not ended', /report it/],
  ])('%s: what to do', (message, remedy) => {
    expect(explain(message)?.remedy).toMatch(remedy);
  });

  it('may be the lack of encryption where nobody has logged in', () => {
    const says = (message: string, speaks: boolean) => explainOracle(new Error(message), speaks)?.says;
    expect(says('NJS-500: closed\nNJS-521: end-of-file', false)).toContain('native network encryption');
    expect(says('NJS-500: closed\nNJS-521: end-of-file', true)).not.toContain('encryption');
    expect(says('NJS-503: could not be established', false)).not.toContain('encryption');
  });

  it('is nothing where it is no error of Oracle', () => {
    expect(explain('Cannot read properties of undefined')).toBeNull();
    expect(explainOracle('ORA-00942')).toBeNull();
  });
});
