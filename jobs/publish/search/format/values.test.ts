import { describe, expect, it } from 'vitest';
import { decodeParameters, encodeParameters, parameterPageOf, type BriefParameter } from './parameters.ts';
import { decodeValues, encodeValues, type FoundText } from './values.ts';

describe('texts that can be found', () => {
  const tag = { text: 'HcalLUT_2025_v14', kind: 'value', since: 392_771, older: false } as const;
  const found: readonly FoundText[] = [
    { ...tag, id: 'HCAL_HBHE/TAG', until: null },
    { ...tag, id: 'HCAL_HF/TAG', until: 393_070 },
    { text: 'a "b"\u2028', kind: 'value', id: 'HCAL_HO/DOC', since: 1, until: 2, older: true },
    { text: 'v14', kind: 'word', id: 'HCAL_HO/DOC', since: 391_000, until: null, older: true },
  ];

  it('come back as they were', () => {
    const file = encodeValues(found);
    expect(decodeValues(JSON.parse(JSON.stringify(file)) as typeof file)).toEqual(found);
  });

  it('are written in one way only', () => {
    expect(JSON.stringify(encodeValues(found.toReversed()))).toBe(JSON.stringify(encodeValues(found)));
    expect(encodeValues(found)).toEqual({
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
