import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BASE_RULES } from '../test/support/rules.ts';
import { parseName, readingKey, runInfoName } from './names.ts';
import { matchesAny } from './rules.ts';
import { parseRunNumber } from './run.ts';

it.each([
  ['CMS.HCAL_HF:CFGDOC_TXT', { partition: 'HCAL_HF', parameter: 'CFGDOC_TXT' }],
  ['CMS.HCAL_HF:a:b', { partition: 'HCAL_HF', parameter: 'a:b' }],
  ['CMS.HCAL_HF:', { partition: 'HCAL_HF', parameter: '' }],
  ['CMS.HCAL_HF', null],
  ['HCAL_HF:X', null],
  ['cms.HCAL_HF:X', null],
  ['', null],
])('the RunInfo name %j has the parts %j', (name, parts) => {
  expect(parseName(BASE_RULES, name)).toEqual(parts);
});

it('a RunInfo name is put together and taken apart again, whatever the parameter is called', () => {
  const partition = fc.string().filter((text) => !text.includes(':'));
  fc.assert(
    fc.property(partition, fc.string(), (fm, parameter) => {
      expect(parseName(BASE_RULES, runInfoName(BASE_RULES, fm, parameter))).toEqual({ partition: fm, parameter });
      expect(runInfoName(BASE_RULES, fm, parameter)).toBe(`CMS.${readingKey(fm, parameter)}`);
    }),
  );
});

it.each([
  ['CFG', 'CFG', true],
  ['CFG', 'CFGDOC', false],
  ['CFG', 'XCFG', false],
  ['cfg', 'CFG', false],
  ['*', '', true],
  ['*CONTROL*', 'HCAL_LPMCONTROL', true],
  ['uHTRManager_Firmware_Crate*', 'uHTRManager_Firmware_Crate21', true],
  ['A*B*C', 'AxxBC', true],
  ['A*B*C', 'ACB', false],
  ['A*', 'A\nB', true],
  ['A', 'A\n', false],
  ['A.C', 'ABC', false],
  ['A?', 'A', false],
  ['A+', 'AA', false],
  ['(A|B)', 'A', false],
  ['[AB]', 'A', false],
  ['^A$', 'A', false],
  ['\\w', 'A', false],
  ['A{1}', 'A', false],
  ['HCAL_HF:A*', 'AB', true],
  ['HCAL_HO:A*', 'AB', false],
  ['*:AB', 'AB', true],
  ['HCAL_HF:', 'AB', false],
])('the pattern %j on %j of HCAL_HF: %s', (pattern, parameter, expected) => {
  expect(matchesAny([pattern], 'HCAL_HF', parameter)).toBe(expected);
});

it('every name matches itself as a pattern, whatever signs it has, and one letter more does not', () => {
  const sign = fc.constantFrom(
    'a',
    'A',
    '.',
    '+',
    '?',
    '^',
    '$',
    '{',
    '}',
    '(',
    ')',
    '|',
    '[',
    ']',
    '\\',
    '/',
    '-',
    '\n',
  );
  const signs = fc.string({ unit: sign, maxLength: 8 });
  fc.assert(
    fc.property(signs, (name) => {
      expect(matchesAny([name], 'HCAL_HF', name)).toBe(true);
      expect(matchesAny([name], 'HCAL_HF', `${name}x`)).toBe(false);
    }),
  );
});

it('one of several patterns is enough, and none is none', () => {
  expect(matchesAny(['X', 'A*'], 'HCAL_HF', 'AB')).toBe(true);
  expect(matchesAny([], 'HCAL_HF', 'AB')).toBe(false);
});

it.each([
  ['400002', 400_002],
  ['Run 400002', 400_002],
  ['run 400002:', 400_002],
  ['#400002', 400_002],
  ['runs/400002/', 400_002],
  ['https://runinfo.example.org/hcal/runs/400002/', 400_002],
  ['runs/400/400002.json', 400_002],
  ['400002.md', 400_002],
  ['0', null],
  ['400002.5', null],
  ['v400002', null],
  ['Run: 400002', 400002],
  ['Run 400002: 3 changes (HF 3)', 400002],
  ['[400002-251c4526]', 400002],
  ['400002-251c4526', 400002],
  ['https://site.example/runs/400002/#HCAL_HF', 400002],
  ['https://site.example/runs/400002/index.html', 400002],
  ['400001-400002', null],
  ['40000001-40000002', null],
])('%j, as it is written elsewhere, is the run %j', (text, run) => expect(parseRunNumber(text)).toBe(run));
