import { describe, expect, it } from 'vitest';
import { tellText } from './support/tell-difference.ts';

/** Faults of other tools, with invented data: how each reads in every form. */

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a block that was wrapped in a condition', () => {
  const slots = range(0, 19).map((slot) => `  slot${slot}.threshold = ${slot % 12}`);
  const before = ['# top', 'crate 20 {', ...slots, '}', '# end'];
  const wrapped = ['if (GLOBAL == 1) {', ...before.slice(1, -1).map((line) => `  ${line}`), '}'];
  const after = ['# top', ...wrapped.with(15, '    slot13.threshold = 9'), '# end'];

  it('is only indented, but for the lines that changed, which come first', () => {
    expect(tellText(before, after)).toMatchInlineSnapshot(`
      {
        "message": "line 2
      + if (GLOBAL == 1) {
      line 17 › if (GLOBAL == 1) { › crate 20 {
      -   slot13.threshold = 1
      +     slot13.threshold = 9
      line 25
      + }",
        "sideBySide": "    1   # top                          │     1   # top
                                             │     2 + if (GLOBAL == 1) {
          2 − crate 20 {                     │     3 +   crate 20 {
          3 −   slot0.threshold = 0          │     4 +     slot0.threshold = 0
          4 −   slot1.threshold = 1          │     5 +     slot1.threshold = 1
        … 8 lines only indented
         13 −   slot10.threshold = 10        │    14 +     slot10.threshold = 10
         14 −   slot11.threshold = 11        │    15 +     slot11.threshold = 11
         15 −   slot12.threshold = 0         │    16 +     slot12.threshold = 0
         16 −   slot13.threshold = 1         │    17 +     slot13.threshold = 9
         17 −   slot14.threshold = 2         │    18 +     slot14.threshold = 2
         18 −   slot15.threshold = 3         │    19 +     slot15.threshold = 3
         19 −   slot16.threshold = 4         │    20 +     slot16.threshold = 4
         20 −   slot17.threshold = 5         │    21 +     slot17.threshold = 5
         21 −   slot18.threshold = 6         │    22 +     slot18.threshold = 6
         22 −   slot19.threshold = 7         │    23 +     slot19.threshold = 7
         23 − }                              │    24 +   }
                                             │    25 + }
         24   # end                          │    26   # end",
        "summary": "+3 −1 lines, 21 only indented",
        "unified": "    # top
        + if (GLOBAL == 1) {
        ~   crate 20 {
        ~     slot0.threshold = 0
        ~     slot1.threshold = 1
        … 8 lines only indented
        ~     slot10.threshold = 10
        ~     slot11.threshold = 11
        ~     slot12.threshold = 0
        −   slot13.threshold = 1
        +     slot13.threshold = 9
        ~     slot14.threshold = 2
        ~     slot15.threshold = 3
        ~     slot16.threshold = 4
        ~     slot17.threshold = 5
        ~     slot18.threshold = 6
        ~     slot19.threshold = 7
        ~   }
        + }
          # end",
      }
    `);
  });

  it('so are tabs that became blanks: nothing else is said', () => {
    const tabs = ['lpm {', '\tslot = 1', '\tmode {', '\t\tx = 1', '\t}', '}'];
    expect(
      tellText(
        tabs,
        tabs.map((line) => line.replaceAll('\t', '        ')),
      ),
    ).toMatchInlineSnapshot(`
      {
        "message": "",
        "sideBySide": "  line 1  › lpm {
          1   lpm {                          │     1   lpm {
          2 −   slot = 1                     │     2 +         slot = 1
          3 −   mode {                       │     3 +         mode {
          4 −     x = 1                      │     4 +                 x = 1
          5 −   }                            │     5 +         }
          6   }                              │     6   }",
        "summary": "4 lines only indented",
        "unified": "  line 1  › lpm {
          lpm {
        ~         slot = 1
        ~         mode {
        ~                 x = 1
        ~         }
          }",
      }
    `);
  });
});

describe('a block that was added beside others like it', () => {
  const bgo = (mode: string, bx: number) => [
    '  bgo {',
    '    enable = true',
    `    mode = ${mode}`,
    `    bx = ${bx}`,
    '  }',
    '',
  ];
  const main = (...blocks: readonly string[][]) => ['pi.main {', '  fedSource = 1100', ...blocks.flat(), '}'];

  it('is one block, below the one that encloses it', () => {
    const [first, last] = [bgo('cyclic', 10), bgo('oneshot', 20)];
    expect(tellText(main(first, last), main(first, bgo('single', 15), last))).toMatchInlineSnapshot(`
      {
        "message": "line 9 › pi.main {
      +   bgo {
      +     enable = true
      +     mode = single
      +     bx = 15
      +   }
      + ",
        "sideBySide": "  line 6  › pi.main {
          6       bx = 10                    │     6       bx = 10
          7     }                            │     7     }
          8                                  │     8
                                             │     9 +   bgo {
                                             │    10 +     enable = true
                                             │    11 +     mode = single
                                             │    12 +     bx = 15
                                             │    13 +   }
                                             │    14 +
          9     bgo {                        │    15     bgo {
         10       enable = true              │    16       enable = true
         11       mode = oneshot             │    17       mode = oneshot",
        "summary": "+6 −0 lines",
        "unified": "  line 6  › pi.main {
              bx = 10
            }
          
        +   bgo {
        +     enable = true
        +     mode = single
        +     bx = 15
        +   }
        + 
            bgo {
              enable = true
              mode = oneshot",
      }
    `);
  });

  it('is one block after one that ends with the same line', () => {
    const known = ['First', '{', '    module[0] = 1', '}'];
    const more = ['Remaining', '{', '    lowMass = 50', '    useSecond = true', '}'];
    expect(tellText(known, [...known, ...more])).toMatchInlineSnapshot(`
      {
        "message": "line 5
      + Remaining
      + {
      +     lowMass = 50
      +     useSecond = true
      + }",
        "sideBySide": "  line 2
          2   {                              │     2   {
          3       module[0] = 1              │     3       module[0] = 1
          4   }                              │     4   }
                                             │     5 + Remaining
                                             │     6 + {
                                             │     7 +     lowMass = 50
                                             │     8 +     useSecond = true
                                             │     9 + }",
        "summary": "+5 −0 lines",
        "unified": "  line 2
          {
              module[0] = 1
          }
        + Remaining
        + {
        +     lowMass = 50
        +     useSecond = true
        + }",
      }
    `);
  });
});

it('lines stand beside those that they resemble, and may stand alone on either side', () => {
  const block = (from: number, add: number) => [
    'lpm {',
    ...range(from, from + 5).map((box) => `  rbx["HB0${box}"].threshold = ${10 + box + add}`),
    '}',
  ];
  expect(tellText(block(1, 0), block(2, 20))).toMatchInlineSnapshot(`
    {
      "message": "line 2 › lpm {
    -   rbx["HB01"].threshold = 11
    -   rbx["HB02"].threshold = 12
    -   rbx["HB03"].threshold = 13
    -   rbx["HB04"].threshold = 14
    +   rbx["HB02"].threshold = 32
    +   rbx["HB03"].threshold = 33
    +   rbx["HB04"].threshold = 34
    … 5 more lines",
      "sideBySide": "  line 1  › lpm {
        1   lpm {                          │     1   lpm {
        2 −   rbx["HB01"].threshold = 11   │
        3 −   rbx["HB02"].threshold = 12   │     2 +   rbx["HB02"].threshold = 32
        4 −   rbx["HB03"].threshold = 13   │     3 +   rbx["HB03"].threshold = 33
        5 −   rbx["HB04"].threshold = 14   │     4 +   rbx["HB04"].threshold = 34
        6 −   rbx["HB05"].threshold = 15   │     5 +   rbx["HB05"].threshold = 35
        7 −   rbx["HB06"].threshold = 16   │     6 +   rbx["HB06"].threshold = 36
                                           │     7 +   rbx["HB07"].threshold = 37
        8   }                              │     8   }",
      "summary": "+6 −6 lines",
      "unified": "  line 1  › lpm {
        lpm {
      −   rbx["HB01"].threshold = 11
      −   rbx["HB02"].threshold = 12
      −   rbx["HB03"].threshold = 13
      −   rbx["HB04"].threshold = 14
      −   rbx["HB05"].threshold = 15
      −   rbx["HB06"].threshold = 16
      +   rbx["HB02"].threshold = 32
      +   rbx["HB03"].threshold = 33
      +   rbx["HB04"].threshold = 34
      +   rbx["HB05"].threshold = 35
      +   rbx["HB06"].threshold = 36
      +   rbx["HB07"].threshold = 37
        }",
    }
  `);
});

it('sections in another order moved, and nothing else is said', () => {
  const section = (of: number) => [
    `# BEGIN /s${of}.cfg:pro`,
    ...range(0, 4).map((item) => `item${of}_${item} = ${item}`),
    `# END /s${of}.cfg:pro`,
  ];
  const text = (...order: number[]) => order.flatMap(section);
  expect(tellText(text(1, 2, 3), text(3, 1, 2))).toMatchInlineSnapshot(`
    {
      "message": "line 1
    + # BEGIN /s3.cfg:pro   (moved)
    + item3_0 = 0   (moved)
    + item3_1 = 1   (moved)
    + item3_2 = 2   (moved)
    + item3_3 = 3   (moved)
    + item3_4 = 4   (moved)
    + # END /s3.cfg:pro   (moved)
    line 22
    - # BEGIN /s3.cfg:pro   (moved)
    … 6 more lines",
      "sideBySide": "                                       │     1 + # BEGIN /s3.cfg:pro
                                           │     2 + item3_0 = 0
                                           │     3 + item3_1 = 1
                                           │     4 + item3_2 = 2
                                           │     5 + item3_3 = 3
                                           │     6 + item3_4 = 4
                                           │     7 + # END /s3.cfg:pro
        1   # BEGIN /s1.cfg:pro            │     8   # BEGIN /s1.cfg:pro
        2   item1_0 = 0                    │     9   item1_0 = 0
        3   item1_1 = 1                    │    10   item1_1 = 1
      line 19
       12   item2_3 = 3                    │    19   item2_3 = 3
       13   item2_4 = 4                    │    20   item2_4 = 4
       14   # END /s2.cfg:pro              │    21   # END /s2.cfg:pro
       15 − # BEGIN /s3.cfg:pro            │
       16 − item3_0 = 0                    │
       17 − item3_1 = 1                    │
       18 − item3_2 = 2                    │
       19 − item3_3 = 3                    │
       20 − item3_4 = 4                    │
      … 1 more line: --full shows them",
      "summary": "7 lines moved, nothing else",
      "unified": "  + # BEGIN /s3.cfg:pro   (moved)
      + item3_0 = 0   (moved)
      + item3_1 = 1   (moved)
      + item3_2 = 2   (moved)
      + item3_3 = 3   (moved)
      + item3_4 = 4   (moved)
      + # END /s3.cfg:pro   (moved)
        # BEGIN /s1.cfg:pro
        item1_0 = 0
        item1_1 = 1
      line 19
        item2_3 = 3
        item2_4 = 4
        # END /s2.cfg:pro
      − # BEGIN /s3.cfg:pro   (moved)
      − item3_0 = 0   (moved)
      − item3_1 = 1   (moved)
      − item3_2 = 2   (moved)
      − item3_3 = 3   (moved)
      − item3_4 = 4   (moved)
      … 1 more line: --full shows them",
    }
  `);
  const changed = text(3, 1, 2).with(12, 'item1_4 = 7');
  expect(tellText(text(1, 2, 3), changed)).toMatchObject({ summary: '+1 −1 lines, 7 moved' });
  expect(
    tellText(text(1, 2, 3), changed)
      .message.split('\n')
      .slice(0, 3),
  ).toEqual(['line 13 › # BEGIN /s1.cfg:pro', '- item1_4 = 4', '+ item1_4 = 7']);
});

it('a long replaced block is cut between pairs', () => {
  const text = (add: number) => ['lpm {', ...range(1, 24).map((slot) => `  slot${slot} = ${100 + slot + add}`), '}'];
  expect(tellText(text(0), text(500))).toMatchInlineSnapshot(`
    {
      "message": "line 2 › lpm {
    -   slot1 = 101
    -   slot2 = 102
    -   slot3 = 103
    -   slot4 = 104
    +   slot1 = 601
    +   slot2 = 602
    +   slot3 = 603
    +   slot4 = 604
    … 40 more lines",
      "sideBySide": "  line 1  › lpm {
        1   lpm {                          │     1   lpm {
        2 −   slot1 = 101                  │     2 +   slot1 = 601
        3 −   slot2 = 102                  │     3 +   slot2 = 602
        4 −   slot3 = 103                  │     4 +   slot3 = 603
        5 −   slot4 = 104                  │     5 +   slot4 = 604
        6 −   slot5 = 105                  │     6 +   slot5 = 605
        7 −   slot6 = 106                  │     7 +   slot6 = 606
        8 −   slot7 = 107                  │     8 +   slot7 = 607
        9 −   slot8 = 108                  │     9 +   slot8 = 608
       10 −   slot9 = 109                  │    10 +   slot9 = 609
      … 31 more lines: --full shows them",
      "summary": "+24 −24 lines",
      "unified": "  line 1  › lpm {
        lpm {
      −   slot1 = 101
      −   slot2 = 102
      −   slot3 = 103
      −   slot4 = 104
      −   slot5 = 105
      −   slot6 = 106
      −   slot7 = 107
      −   slot8 = 108
      −   slot9 = 109
      +   slot1 = 601
      +   slot2 = 602
      +   slot3 = 603
      +   slot4 = 604
      +   slot5 = 605
      +   slot6 = 606
      +   slot7 = 607
      +   slot8 = 608
      +   slot9 = 609
      … 31 more lines: --full shows them",
    }
  `);
});
