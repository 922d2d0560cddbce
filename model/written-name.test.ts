import { expect, it } from 'vitest';
import { parseWrittenName, parseWrittenNames } from './written-name.ts';

it.each([
  'CMS.HCAL_HF:TAG',
  'HCAL_HF:TAG',
  ' HCAL_HF/TAG ',
  'parameters/HCAL_HF/TAG.json',
  'current/HCAL_HF/TAG',
  'https://runinfo.example.org/hcal/parameters/HCAL_HF/TAG/',
  'https://runinfo.example.org/hcal/parameters/HCAL_HF/TAG/#values',
  'https://runinfo.example.org/hcal/parameters/HCAL_HF/TAG/index.html',
  'TAG (HCAL_HF)',
  'TAG (HCAL_HF, HCAL_HO)',
])('%j, as it is written elsewhere, names a parameter', (text) => {
  expect(parseWrittenName(text)).toEqual({ partition: 'HCAL_HF', parameter: 'TAG' });
});

it('several partitions are each named', () => {
  expect(
    parseWrittenNames(' TAG (HBHE, HF, HCAL_HO)').map(({ partition, parameter }) => [partition, parameter]),
  ).toEqual([
    ['HBHE', 'TAG'],
    ['HF', 'TAG'],
    ['HCAL_HO', 'TAG'],
  ]);
  expect(parseWrittenNames('HCAL_HF')).toEqual([]);
});

it.each(['HCAL_HF', 'HCAL_HF TAG', 'HCAL_HF:', '/TAG', '', 'http://rcms-2.example.org', '2025-07-29'])(
  '%j names none',
  (text) => expect(parseWrittenName(text)).toBe(null),
);
