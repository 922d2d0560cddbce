type Pair = readonly [string | null, string | null];

const blocks = `<config version="1">
  <crate number="20">
    put HB1; put HB2
  </crate>
</config>
ngRBX7 {
  OrbitDelay[3]=7   # crate 20
  OrbitDelay[4]=8
}
[section one]
key = value`;

const LONG = Array.from(
  { length: 1435 },
  (_, place) => `  OrbitDelay[${place % 36}]=${place}   # crate ${20 + (place % 18)}`,
);
const NAMES = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel'];

/** Pairs of texts in which two machines might come to different results. */
export const TEXT_PAIRS: Readonly<Record<string, Pair>> = {
  equal: [blocks, blocks],
  'blocks, a value in each': [
    blocks,
    blocks.replaceAll('HB2', 'HE2').replace('=8', '=9').replace('key = value', 'key = other'),
  ],
  'lines that moved': [NAMES.join('\n'), [...NAMES.slice(4), ...NAMES.slice(0, 4)].join('\n')],
  'a line that moved and one that changed': [
    [...NAMES, ...NAMES.map((word) => `${word} two`)].join('\n'),
    [...NAMES.slice(1), ...NAMES.map((word) => `${word} too`), 'alpha'].join('\n'),
  ],
  'LF against CR LF and CR': ['one\ntwo\nthree', 'one\r\ntwo\rthree'],
  'CR LF with a change': ['one\r\ntwo\r\nthree\r\n', 'one\r\n2\r\nthree'],
  'separators that end no line': [
    'one\u2028two\u2029three\u0085four\vfive\ffoo',
    'one\u2028two\u2029three!\u0085four\vfive\ffoo',
  ],
  'white space of many kinds': ['a\u00A0b \u3000\n\uFEFFc\t', 'a b\n\uFEFFc'],
  'surrogate pairs': ['one \u{1F600} two', 'one \u{1F601} two'],
  'half surrogate pairs': ['one \uD83D two\n\uDE00', 'one \uD83C two\n\uDE01'],
  'accents put together or not, letter case': ['\u00E9t\u00E9 \u0130', 'e\u0301te\u0301 i\u0307'],
  'other scripts': ['日本 語\nالعربية\nΣΊΣΥΦΟΣ', '日本 話\nالعربي\nσίσυφος'],
  'a list in another order, one member more': [
    '[b, a; a\u2028, hcal::uHTRSource_0]',
    '[hcal::uHTRSource_0; z, b, a, \uD83D]',
  ],
  added: [null, 'one\ntwo'],
  removed: ['one\ntwo', null],
  'empty lines': ['\n\n\na\n\n', '\n\na\n\n\nb'],
  '1,435 lines, every one changed': [LONG.join('\n'), LONG.map((line) => `${line}1`).join('\r\n')],
  '1,435 lines, every third changed': [
    LONG.join('\n'),
    LONG.map((line, place) => (place % 3 === 0 ? line.replace('Delay', 'Gain') : line)).join('\n'),
  ],
};
