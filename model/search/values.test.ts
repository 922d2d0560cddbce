import { describe, expect, it } from 'vitest';
import { decodeParameters, encodeParameters, parameterPageOf } from './parameters.ts';
import type { BriefParameter } from './parameters.ts';
import { decodeValues, encodeValues } from './values.ts';
import type { SearchedText } from './values.ts';

describe('texts that can be found', () => {
  const texts: readonly SearchedText[] = [
    {
      text: 'HcalLUT_2025_v14',
      kind: 'value',
      spans: new Map([
        ['HCAL_HF/TAG', { since: 392_771, until: 393_070, older: false }],
        ['HCAL_HBHE/TAG', { since: 392_771, until: null, older: false }],
      ]),
    },
    { text: 'v14', kind: 'word', spans: new Map([['HCAL_HO/DOC', { since: 391_000, until: null, older: true }]]) },
    { text: 'a "b"\u2028', kind: 'value', spans: new Map([['HCAL_HO/DOC', { since: 1, until: 2, older: true }]]) },
  ];

  it('come back as they were, sorted', () => {
    const file = encodeValues(texts);
    expect(decodeValues(JSON.parse(JSON.stringify(file)) as typeof file)).toEqual([texts[0], texts[2], texts[1]]);
  });

  it('are written in one way only', () => {
    expect(JSON.stringify(encodeValues(texts.toReversed()))).toBe(JSON.stringify(encodeValues(texts)));
    expect(encodeValues(texts)).toEqual({
      format: 1,
      names: ['HCAL_HBHE/TAG', 'HCAL_HF/TAG', 'HCAL_HO/DOC'],
      values: [
        ['HcalLUT_2025_v14', [0, 392_771], [1, 392_771, 393_070]],
        ['a "b"\u2028', [2, 1, 2, 1]],
      ],
      words: [['v14', [2, 391_000, 0, 1]]],
    });
  });
});

describe('parameters in short', () => {
  it('come back as they were; a file name is kept where the name is none', () => {
    const base = { partition: 'HCAL_HF', value: 'v14', since: 392_771, changes: 2 };
    const parameters: readonly BriefParameter[] = [
      { ...base, parameter: 'TAG', id: 'HCAL_HF/TAG' },
      { ...base, parameter: 'a/b', id: 'HCAL_HF/a%2Fb', value: 1504 },
      { ...base, partition: 'HCAL HO', parameter: 'TAG', id: 'HCAL%20HO/TAG', value: null },
    ];
    const partitions = [
      { partition: 'HCAL_HBHE', folder: 'HCAL_HBHE' },
      { partition: 'HCAL_HF', folder: 'HCAL_HF' },
      { partition: 'HCAL HO', folder: 'HCAL%20HO' },
    ];
    const file = encodeParameters(partitions, parameters);
    expect(decodeParameters(file)).toEqual(parameters);
    expect(file.partitions[1]?.parameters[0]).toEqual(['TAG', 'v14', 392_771, 2]);
    expect(parameterPageOf('HCAL_HF/a%2Fb')).toBe('parameters/HCAL_HF/a%252Fb/');
  });
});
