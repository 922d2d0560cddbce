import { describe, expect, it } from 'vitest';
import { startWebhook } from '../support/webhook.ts';
import { collect, entriesOf, makePlace, sharePlace, siteFile } from './place.ts';
import { LPM, TAG, crate } from './run-info.ts';

/** A row about the block that a change stands in: both texts, then each hunk as its path and what changed. */
interface Context {
  readonly row: string;
  readonly before: string;
  readonly after: string;
  readonly hunks: readonly (readonly [path: readonly string[], ...lines: string[]])[];
}

const between = '\n1\n2\n3\n4\n5\n6\n7\n';
const twoBlocks = (value: string) => `p {\n  a = ${value}\n}${between}q {\n  b = ${value}\n}`;

const CONTEXTS: readonly Context[] = [
  {
    row: 'inside a block: the block is named',
    before: 'top {\n  a = 1\n  b = 2\n}',
    after: 'top {\n  a = 1\n  b = 3\n}',
    hunks: [[['top {'], '-  b = 2', '+  b = 3']],
  },
  {
    row: 'after the block was closed: it is not named any more',
    before: 'top {\n  a = 1\n}\nafter = 1',
    after: 'top {\n  a = 1\n}\nafter = 2',
    hunks: [[[], '-after = 1', '+after = 2']],
  },
  {
    row: 'nested: the outer block is named, too',
    before: 'outer {\n  inner {\n    a = 1\n  }\n}',
    after: 'outer {\n  inner {\n    a = 2\n  }\n}',
    hunks: [[['outer {', 'inner {'], '-    a = 1', '+    a = 2']],
  },
  {
    row: 'inner closed, change in outer: the outer block only',
    before: 'outer {\n  inner {\n    a = 1\n  }\n  b = 1\n}',
    after: 'outer {\n  inner {\n    a = 1\n  }\n  b = 2\n}',
    hunks: [[['outer {'], '-  b = 1', '+  b = 2']],
  },
  {
    row: 'brace line has #: it opens a block all the same',
    before: 'outer {\n  inner {  # note\n    a = 1\n  }\n}',
    after: 'outer {\n  inner {  # note\n    a = 2\n  }\n}',
    hunks: [[['outer {', expect.stringMatching(/^inner \{/) as string], '-    a = 1', '+    a = 2']],
  },
  {
    row: '`one { x }` on one line: no context for what follows',
    before: 'one { x }\na = 1',
    after: 'one { x }\na = 2',
    hunks: [[[], '-a = 1', '+a = 2']],
  },
  {
    row: '`} else {` before: the branch that the change stands in',
    before: 'if {\n  a = 1\n} else {\n  b = 1\n}',
    after: 'if {\n  a = 1\n} else {\n  b = 2\n}',
    hunks: [[['} else {'], '-  b = 1', '+  b = 2']],
  },
  {
    row: 'two changes in one block: the context once, both changes',
    before: 'top {\n  a = 1\n  b = 1\n  c = 1\n}',
    after: 'top {\n  a = 2\n  b = 1\n  c = 2\n}',
    hunks: [[['top {'], '-  a = 1', '+  a = 2', '-  c = 1', '+  c = 2']],
  },
  {
    row: 'brace line itself changes: it is a change, not a context',
    before: 'top 1 {\n  a = 1\n}',
    after: 'top 2 {\n  a = 1\n}',
    hunks: [[[], '-top 1 {', '+top 2 {']],
  },
  {
    row: '`top` newline `{`: the block has its name',
    before: 'top\n{\n  a = 1\n}',
    after: 'top\n{\n  a = 2\n}',
    hunks: [[['top'], '-  a = 1', '+  a = 2']],
  },
  {
    row: 'two blocks with changes: each with its own',
    before: twoBlocks('1'),
    after: twoBlocks('2'),
    hunks: [
      [['p {'], '-  a = 1', '+  a = 2'],
      [['q {'], '-  b = 1', '+  b = 2'],
    ],
  },
  {
    row: 'moved line: taken away and put in, nothing else',
    before: 'a\nb\nc\nd',
    after: 'b\nc\nd\na',
    hunks: [[[], '-a', '+a']],
  },
];

const nameOf = (index: number) => crate(`_context_${index}`);
const counted = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index} of ${to}`);
const LONG: Readonly<Record<string, readonly string[]>> = {
  [crate('_long_20')]: counted(1, 20),
  [crate('_long_21')]: counted(1, 21),
  [crate('_long_25')]: counted(1, 25).with(21, 'the clock has changed'),
  [crate('_long_other')]: counted(101, 125),
};
const asText = (texts: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, lines]) => [name, lines.join('\n')]));

const xml = (number: number) =>
  `<cfg a="x: ${number}">\n<script>alert(${number})</script>\n& more: ${number}\n{{ 7*${number} }}\n</cfg>`;

/** Cases that the original tool got wrong or right: "Brace context, truncation, HTML". */
describe('context, truncation and HTML in one history', () => {
  const { place, tell } = sharePlace(100);
  const contexts = (side: 'before' | 'after') =>
    Object.fromEntries(CONTEXTS.map((context, index) => [nameOf(index), context[side]]));
  const [, braces, cut, marked] = tell(
    { values: { HF: contexts('before') } },
    { values: { HF: contexts('after') } },
    { values: { HF: { ...contexts('after'), ...asText(LONG), CFGDOC_TXT: xml(1), [TAG]: '<b>1</b> & more' } } },
    { values: { HF: { ...contexts('after'), ...asText(LONG), CFGDOC_TXT: xml(2), [TAG]: '<b>2</b> & more' } } },
  );

  it.each(CONTEXTS.map((context, index) => ({ ...context, index })))('$row', async ({ index, hunks }) => {
    const entry = (await entriesOf(place, braces)).find(({ parameter }) => parameter === nameOf(index));
    const told = entry?.hunks.map(({ path, lines }) => [
      path,
      ...lines.flatMap(({ op, text }) => (op === ' ' ? [] : [`${op}${text}`])),
    ]);
    expect(told).toEqual(hunks);
  });

  /** What the terminal prints of each long value below its heading. */
  const printed = async (...more: string[]) => {
    const { out } = await place.run(['changes', String(cut), ...more]);
    const blocks = out.split('\n\n').map((block) => block.trimEnd().split('\n'));
    return (name: string) => blocks.find(([heading]) => heading?.startsWith(crate(`_long_${name}`)))?.slice(1);
  };
  const plus = (name: string, to?: number) =>
    LONG[crate(`_long_${name}`)]?.slice(0, to).map((line) => `  + ${line}`) ?? [];

  /** The line that says how many were left out. */
  const left = (count: number) => expect.stringMatching(new RegExp(`^ +… ${count} more lines?: --full`)) as string;

  it('truncate, 20 / 21 lines: 20 are all shown, of 21 the first 20 and how many are left out', async () => {
    const block = await printed();
    expect(block('20')).toEqual(plus('20'));
    expect(block('21')).toEqual([...plus('21', 20), left(1)]);
  });

  it('truncate, "the clock has changed": a line of a value is never taken for a heading', async () => {
    expect((await printed())('25')).toEqual([...plus('25', 20), left(5)]);
    expect((await printed('--full'))('25')).toEqual(plus('25'));
  });

  it('truncate, two parameters of 25: each has its own 20, and page, file and --full hold all', async () => {
    const block = await printed();
    expect([block('25')?.length, block('other')?.length]).toEqual([21, 21]);
    expect(block('other')?.at(-2)).toBe('  + line 120 of 125');
    const page = siteFile(place, `runs/${cut}/index.html`);
    for (const line of ['the clock has changed', 'line 25 of 25', 'line 125 of 125']) expect(page).toContain(line);
    const [whole] = (await entriesOf(place, cut)).filter(({ parameter }) => parameter === crate('_long_25'));
    expect(whole?.after?.split('\n')).toEqual(LONG[crate('_long_25')]);
  });

  it('html-colon: values are escaped on every page, and nothing of them is lost', async () => {
    for (const path of [`runs/${marked}/index.html`, 'parameters/HCAL_HF/CFGDOC_TXT/index.html']) {
      const page = siteFile(place, path);
      expect(page).not.toContain('<script>alert');
      expect(page).not.toContain('<cfg');
      for (const number of [1, 2]) {
        expect(page).toContain(`&lt;cfg a=&quot;x: ${number}&quot;&gt;`);
        expect(page).toContain(`&lt;script&gt;alert(${number})&lt;/script&gt;`);
        expect(page).toContain(`&amp; more: ${number}`);
        expect(page).toContain(`{{ 7*${number} }}`);
      }
    }
    const feed = siteFile(place, 'feed.xml');
    expect(feed).toContain('&lt;b&gt;1&lt;/b&gt; &amp; more → &lt;b&gt;2&lt;/b&gt; &amp; more');
    const entry = (await entriesOf(place, marked)).find(({ parameter }) => parameter === 'CFGDOC_TXT');
    expect([entry?.before, entry?.after]).toEqual([xml(1), xml(2)]);
  });

  it('the bot on it: a message shows tags and & as they are, and can neither mark up nor address anybody', async () => {
    const own = makePlace();
    const webhook = await startWebhook();
    const short = (number: number) => ({ values: { HF: { [TAG]: `<a b="${number}"> & <!channel>`, [LPM]: 'x' } } });
    own.file.add(100, short(1));
    own.file.add(101, short(2));
    await own.run(['tick', '--only', 'snapshot,notify', '--quiet'], { RUNINFO_SLACK_WEBHOOK: webhook.address });
    const shown = (number: number) => `&lt;a b="${number}"&gt; &amp; &lt;!channel&gt;`;
    expect(webhook.received).toEqual([expect.stringContaining(`${shown(1)} → ${shown(2)}`)]);
    expect(await collect(own)).toMatchObject({ messages: [] });
  });
});
