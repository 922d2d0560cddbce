import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeXml, diffXml } from './diff.ts';

const CRATES = '<config><Crate id="3" slot="4" fed="1100"/><Crate id="5" slot="2" fed="1118"/></config>';
const SNIPPET = `<?xml version="1.0" encoding="UTF-8"?>
<userXML>
  <!-- for pedestal runs -->
  <RunConfig name="global-pp">
    <CfgScript>
      include(/uTCA/uHTR.cfg:pro)
      # thresholds
    </CfgScript>
    <FunctionManager name="HCAL_HF" role="Level2"><parameter name="delay">5</parameter></FunctionManager>
  </RunConfig>
</userXML>`;
const slot = (crate: number, n: number, d: string) => `<s><crate>${crate}</crate><n>${n}</n><d>${d}</d></s>`;
const deep = (...delays: string[]) => {
  const slots = (d: string) => `<card name="uHTR"><slot name="1"><link name="0"><d>${d}</d></link></slot></card>`;
  return `<c>${delays.map((d, index) => `<crate name="${20 + index}">${slots(d)}</crate>`).join('')}</c>`;
};
const brick = (rbx: string, data: string) =>
  `<Brick><Parameter name="RBX">${rbx}</Parameter><Parameter name="TAG">t</Parameter><Data n="2">${data}</Data></Brick>`;

describe('two XML documents are told apart by element and attribute', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['an attribute', CRATES, CRATES.replace('slot="4"', 'slot="5"'), ['<Crate id=3>: attribute slot 4 → 5 (+1)']],
    ['the identity', CRATES, CRATES.replace('id="3"', 'id="4"'), ['<Crate id=4>: attribute id 3 → 4 (+1)']],
    ['one more attribute', CRATES, CRATES.replace('id="3"', 'id="3" on="1"'), ['<Crate id=3>: attribute on=1 added']],
    ['one less', CRATES, CRATES.replace(' fed="1100"', ''), ['<Crate id=3>: attribute fed=1100 removed']],
    ['an empty one', CRATES, CRATES.replace('"1100"', '""'), ['<Crate id=3>: attribute fed 1100 → ""']],
    [
      'an element that came',
      CRATES,
      CRATES.replace('<Crate id="5"', '<Crate id="4" slot="1"/><Crate id="5"'),
      ['<Crate id=4> added'],
    ],
    [
      'an element that went',
      CRATES,
      CRATES.replace('<Crate id="3" slot="4" fed="1100"/>', ''),
      ['<Crate id=3> removed'],
    ],
    [
      'an element that moved',
      CRATES,
      '<config><Crate id="5" slot="2" fed="1118"/><Crate id="3" slot="4" fed="1100"/></config>',
      ['<Crate id=3> moved'],
    ],
    [
      'another element in its place',
      CRATES,
      CRATES.replace('<Crate id="3" slot="4"', '<Crate id="9" slot="1"'),
      ['<Crate id=3> removed', '<Crate id=9> added'],
    ],
    [
      'elements that another attribute tells apart',
      '<c><s crate="20" n="1" thr="5"/><s crate="20" n="2" thr="5"/><s crate="20" n="3" thr="5"/></c>',
      '<c><s crate="20" n="2" thr="7"/><s crate="20" n="3" thr="7"/><s crate="20" n="4" thr="7"/></c>',
      ['<s n=1> removed', '<s n=2>: attribute thr 5 → 7 (+2)', '<s n=3>: attribute thr 5 → 7 (+2)', '<s n=4> added'],
    ],
    [
      'elements that a child tells apart',
      `<set>${brick('HB1', '1 2')}${brick('HB2', '3 4')}${brick('HB3', '5 6')}</set>`,
      `<set>${brick('HB2', '3 4')}${brick('HB3', '5 7')}</set>`,
      ['<Brick RBX=HB1> removed', '<Brick RBX=HB3> › <Data>: text 5 6 → 5 7'],
    ],
    [
      'elements that a child without a name tells apart',
      '<c><s><n>1</n><thr>5</thr></s><s><n>2</n><thr>5</thr></s></c>',
      '<c><s><n>2</n><thr>6</thr></s><s><n>3</n><thr>5</thr></s></c>',
      ['<s n=2> › <thr>: text 5 → 6 (+1)', '<s n=3> › <n>: text 1 → 3 (+2)'],
    ],
    [
      'elements of which what tells them apart changed, and nothing else',
      '<c><s n="1" thr="5"/><s n="2" thr="6"/></c>',
      '<c><s n="2" thr="7"/><s n="3" thr="5"/></c>',
      ['<s n=2>: attribute thr 6 → 7 (+1)', '<s n=3>: attribute n 1 → 3 (+2)'],
    ],
    [
      'elements that two attributes tell apart together',
      '<c><p crate="20" slot="1" d="5"/><p crate="20" slot="2" d="7"/><p crate="21" slot="1" d="5"/><p crate="21" slot="2" d="8"/></c>',
      '<c><p crate="20" slot="1" d="5"/><p crate="21" slot="1" d="6"/><p crate="21" slot="2" d="8"/></c>',
      ['<p crate=20 slot=2> removed', '<p crate=21 slot=1>: attribute d 5 → 6 (+1)'],
    ],
    [
      'elements that two children tell apart together',
      `<c>${slot(20, 1, 'a')}${slot(20, 2, 'b')}${slot(21, 1, 'c')}</c>`,
      `<c>${slot(20, 1, 'a')}${slot(20, 2, 'b')}${slot(21, 1, 'd')}</c>`,
      ['<s crate=21 n=1> › <d>: text c → d'],
    ],
    [
      'elements that either of two attributes tells apart, by the first of them',
      '<c><row slot="1" delay="5"/><row slot="2" delay="7"/></c>',
      '<c><row slot="1" delay="7"/><row slot="2" delay="5"/></c>',
      ['<row slot=1>: attribute delay 5 → 7 (+2)', '<row slot=2>: attribute delay 7 → 5 (−2)'],
    ],
    [
      'something deeper than is named, in which the outermost element says whose it is',
      deep('5', '5'),
      deep('5', '9'),
      ['<crate name=21> › … › <slot name=1> › <link name=0> › <d>: text 5 → 9 (+4)'],
    ],
    ['the text of an element', '<a><t>5</t></a>', '<a><t>7</t></a>', ['<t>: text 5 → 7 (+2)']],
    ['a text that came', '<a><t/></a>', '<a><t>7</t></a>', ['<t>: text 7 added']],
    [
      'one of several alike',
      '<a><s v="1"/><s v="1"/><s v="1"/></a>',
      '<a><s v="1"/><s v="2"/><s v="1"/></a>',
      ['<s>[2]: attribute v 1 → 2 (+1)'],
    ],
    [
      'something deep down',
      SNIPPET,
      SNIPPET.replace('>5<', '>6<'),
      ['<RunConfig name=global-pp> › <FunctionManager name=HCAL_HF> › <parameter name=delay>: text 5 → 6 (+1)'],
    ],
    ['a comment', SNIPPET, SNIPPET.replace('for pedestal', 'for LED'), ['comment for pedestal runs → for LED runs']],
    [
      'a line of a script',
      SNIPPET,
      SNIPPET.replace('# thresholds', '# no thresholds'),
      [
        '<RunConfig name=global-pp> › <CfgScript>: text include(/uTCA/uHTR.cfg:pro)␊# thresholds → include(/uTCA/uHTR.cfg:pro)␊# no thresholds',
      ],
    ],
    [
      'the encoding',
      SNIPPET,
      SNIPPET.replace('UTF-8', 'ascii'),
      ['instruction xml version="1.0" encoding="UTF-8" → xml version="1.0" encoding="ascii"'],
    ],
    ['the root', '<a x="1"/>', '<a x="2"/>', ['<a>: attribute x 1 → 2 (+1)']],
    ['a namespace', '<a xmlns:p="urn:1"/>', '<a xmlns:p="urn:2"/>', ['<a>: attribute xmlns:p urn:1 → urn:2']],
    ['a prefix', '<a><p:b c="1"/></a>', '<a><q:b c="1"/></a>', ['<p:b> removed', '<q:b> added']],
    ['CDATA', '<a><![CDATA[x<1]]></a>', '<a><![CDATA[x<2]]></a>', ['text x&lt;1 → x&lt;2']],
    ['an entity', '<a b="x &lt; 1"/>', '<a b="x &lt; 2"/>', ['<a>: attribute b x &lt; 1 → x &lt; 2']],
    ['a blank that counts', '<a b="4"/>', '<a b="4 "/>', ['<a>: attribute b 4 → "4 "']],
    ['a line break where a blank was', '<a>x y</a>', '<a>x\ny</a>', ['text x y → x␊y']],
  ])('%s', (_, before, after, told) => {
    expect(diffXml(before, after)).toEqual(told);
  });

  it.each([
    ['indentation', CRATES, CRATES.replaceAll('<', '\n  <').trim()],
    ['the order of attributes', CRATES, CRATES.replace('id="3" slot="4" fed="1100"', 'fed="1100"\n slot="4" id="3"')],
    ['quotes', CRATES, CRATES.replaceAll('"', "'")],
    ['how an empty element is written', '<a><b/></a>', '<a><b></b></a>'],
    ['white space at both ends of lines', SNIPPET, SNIPPET.replaceAll('\n      ', '\r\n\t')],
    ['blank lines', SNIPPET, SNIPPET.replaceAll('\n', '\n\n')],
    ['white space in tags', '<a b="1"></a >', '<a  b = "1" ></a>'],
  ])('only layout: %s', (_, before, after) => {
    expect(before).not.toBe(after);
    expect(diffXml(before, after)).toEqual([]);
  });

  it.each([
    ['no XML', 'x = 1'],
    ['two roots', '<config/><config/>'],
    ['text beside the root', '<config/> x <b/>'],
    ['an end tag too many', '<config/></config>'],
    ['one that is missing', '<config><a></config>'],
    ['tags that cross', '<config><a><b></a></b></config>'],
    ['an attribute twice', '<config a="1" a="2"/>'],
    ['an attribute without quotes', '<config a=1/>'],
    ['a DOCTYPE', '<!DOCTYPE config><config/>'],
    ['a comment without end', '<config><!-- x</config>'],
    ['white space that counts', '<config xml:space="preserve"> </config>'],
    ['another root', '<other/>'],
    ['elements too deep', `${'<config>'.repeat(300)}${'</config>'.repeat(300)}`],
    ['too long a text', `<config>${' '.repeat(300_000)}</config>`],
    ['nothing', ''],
    ['no element', '<!-- x -->'],
  ])('text for %s', (_, text) => {
    expect(diffXml(CRATES, text)).toBe(null);
    expect(diffXml(text, CRATES)).toBe(null);
  });

  it.each([
    '<',
    '<a ',
    '<a b="',
    '<!--',
    '<![CDATA[',
    '<?',
    '<a>',
    '<a b="1" ',
    '</a ',
    '&amp;',
    ' ',
    '<a b="1"/>',
    "<a b='1' c",
  ])('is done soon where %j stands over and over', (piece) => {
    for (const text of [`<a>${piece.repeat(Math.floor(290_000 / piece.length))}</a>`, `<${piece.repeat(20_000)}>`]) {
      expect([diffXml(text, text.replace('a', 'b')), diffXml(text, `${text} `)]).toHaveLength(2);
    }
  });

  it('is done soon where a gap within a text is long', () => {
    const text = `<a>x${' '.repeat(290_000)}x</a>`;
    expect(diffXml(text, text.replace('x', '  x'))).toEqual([]);
  });

  it('says as many as fit on a line', () => {
    expect(describeXml([])).toBe('only layout');
    expect(describeXml(['<a> added'])).toBe('<a> added');
    const many = Array.from({ length: 30 }, (_, index) => `<Crate id=${index}>: attribute slot 1 → 2 (+1)`);
    expect(describeXml(many)).toBe(`${many.slice(0, 3).join('; ')}; 27 more differences`);
  });
});

interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Tree[];
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/);
const treeOf = (depth: number): fc.Arbitrary<Tree> =>
  fc.record({
    name: fc.constantFrom('Crate', 'Slot', 'p:x'),
    attributes: fc.dictionary(fc.constantFrom('id', 'name', 'slot', 'fed'), word, { maxKeys: 3 }),
    text: fc.oneof(fc.constant(''), word),
    children: depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 4 }),
  });
const tree = treeOf(3);

/** Writes a document; `gap` makes the white space and says which attributes come first. */
function write({ name, attributes, text, children }: Tree, gap: (index: number) => string, depth = 0): string {
  const space = () => gap(depth);
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${space()}${key}${space()}="${value}"`);
  const inner = `${space()}${text}${space()}${children.map((child) => write(child, gap, depth + 1) + space()).join('')}`;
  const shown = gap(1).length % 2 === 0 ? pairs : pairs.reverse();
  return `<${name}${shown.join('')}${space()}>${inner}</${name}${space()}>`;
}

const plain = (root: Tree) => write(root, () => '');

/** Equal for documents that say the same. */
function canonical({ name, attributes, text, children }: Tree): string {
  return JSON.stringify([
    name,
    Object.keys(attributes)
      .sort()
      .map((key) => [key, attributes[key]]),
    text,
    children.map(canonical),
  ]);
}

/** All elements of a document, each as what makes another document of another element in its place. */
function* elementsOf(element: Tree): Generator<{ element: Tree; replace: (other: Tree) => Tree }> {
  yield { element, replace: (other) => other };
  for (const [index, child] of element.children.entries()) {
    for (const inner of elementsOf(child)) {
      const replace = (other: Tree) => ({
        ...element,
        children: element.children.with(index, inner.replace(other)),
      });
      yield { element: inner.element, replace };
    }
  }
}

it('takes no other space than those of XML for layout', () => {
  for (const space of ['\u00a0', '\u2003', '\u3000', '\ufeff', '\u000b']) {
    const differ = (before: string, after: string) => diffXml(before, after)?.length;
    expect(differ('<c><p name="HB 01"/></c>', `<c><p name="HB${space}01"/></c>`)).toBe(1);
    expect(differ('<c>x</c>', `<c>x${space}</c>`)).toBe(1);
    expect(differ('<c><p/></c>', `<c><p/>${space}</c>`)).toBe(1);
    expect(differ('<c a="1" b="2"/>', `<c a="1"${space}b="2"/>`)).toBeUndefined();
  }
});

describe('of any document', () => {
  it('a reflow is only layout', () => {
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.constantFrom('', ' ', '\n', '\n    ', '\t\r\n')), (root, gaps) => {
        const reflown = write(root, () => gaps.next().value ?? '');
        expect(diffXml(plain(root), reflown)).toEqual([]);
      }),
    );
  });

  it('an attribute that changed, came or went is told as exactly that', () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.constantFrom('id', 'slot', 'fed'), word, (root, at, name, value) => {
        const all = [...elementsOf(root)];
        const { element, replace } = all[at % all.length] ?? { element: root, replace: (other) => other };
        const was = element.attributes[name];
        fc.pre(was !== value);
        const { [name]: _, ...others } = element.attributes;
        const put = (attributes: Tree['attributes']) => plain(replace({ ...element, attributes }));
        const [old, now, none] = [plain(root), put({ ...others, [name]: value }), put(others)];
        const tell = (to: string) => diffXml(old, to)?.map((words) => words.slice(words.indexOf('attribute ')));
        expect(tell(now)).toEqual([
          was === undefined ? `attribute ${name}=${value} added` : `attribute ${name} ${was} → ${value}`,
        ]);
        expect(tell(none)).toEqual(was === undefined ? [] : [`attribute ${name}=${was} removed`]);
      }),
    );
  });

  it('nothing is said exactly where both say the same, and an element that came is one that went the other way', () => {
    fc.assert(
      fc.property(tree, tree, fc.nat(), (root, other, at) => {
        const all = [...elementsOf(root)];
        const { element, replace } = all[at % all.length] ?? { element: root, replace: (picked) => picked };
        const now = plain(replace({ ...element, children: [other, ...element.children] }));
        const [came, went] = [diffXml(plain(root), now), diffXml(now, plain(root))];
        expect(came).toEqual([expect.stringMatching(/> ?(?:\[\d+\])? added$/)]);
        expect(went).toEqual([came?.[0]?.replace(/ added$/, ' removed')]);
        const like = { ...other, name: root.name };
        expect(diffXml(plain(root), plain(like))?.length === 0).toBe(canonical(root) === canonical(like));
      }),
    );
  });
});
