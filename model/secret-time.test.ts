import { describe, expect, it } from 'vitest';
import { replaceSecrets } from './secret-spellings.ts';

const hide = (text: string) => replaceSecrets(text, () => '[redacted]');

describe('the time is in proportion to the text', () => {
  /** Of a form that is quadratic, a text of this length would take longer than any test may. */
  const LENGTH = 1_000_000;
  const units = [
    ' ',
    '\n',
    'a',
    '_',
    '=',
    '"',
    '\\\\',
    '@',
    '/',
    '<',
    '&',
    '[',
    'password',
    'password ',
    'password=${',
    'token=f(x)',
  ];
  const further = [
    '<password',
    'name="password" ',
    '://',
    '://a:',
    'oracle:a/',
    'sqlplus ',
    'mysql ',
    'user ',
    'passwords:\n- a\n',
    'READER/',
    'eyJ',
    '-----BEGIN ',
    'set db(password ',
    'set password {a',
    'dict set a ',
    'dict create password ',
    'array set a {',
    '(password ',
    'password,',
    'password,a\n',
    'host,user,password\n',
    'host,password\n"',
    '"password", "',
    'password: !!str ',
    'connect("a", "',
  ];

  it.each([...units, ...further])('where %j stands over and over', (unit) => {
    const text = `x ${unit.repeat(LENGTH / unit.length)}`;
    expect(replaceSecrets(text, () => '').length).toBeLessThanOrEqual(text.length);
  });

  it('where blanks stand between a name, a sign and a value', () => {
    const blanks = ' '.repeat(LENGTH / 2);
    expect(hide(`password${blanks}=${blanks}NotSecret`)).toBe(`password${blanks}=${blanks}[redacted]`);
    expect(hide(`<password>${blanks}NotSecret${blanks}</password>`)).toBe(
      `<password>${blanks}[redacted]${blanks}</password>`,
    );
  });
});
