import { expect, it } from 'vitest';
import { strengthOf } from './secret-names.ts';

it.each([
  ['DB_PASSWORD', 'strong'],
  ['HCAL_DB_PWD', 'strong'],
  ['dbPass', 'strong'],
  ['ORACLE_TOKEN', 'weak'],
  ['BusyToken', 'weak'],
  ['HCALPASS', 'weak'],
  ['HCAL_BYPASS', null],
  ['ENCOMPASS', null],
  ['SURPASS', null],
  ['HCAL_PASSTHROUGH', null],
  ['HCAL_PASSWORD_FILE', null],
  ['HCAL_TOKENRING', null],
  ['CFGDOC_TXT', null],
])('the name %s is that of a secret: %s', (name, expected) => {
  expect(strengthOf(name)).toBe(expected);
});
