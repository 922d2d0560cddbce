import { describe, expect, it } from 'vitest';
import { code, item, line, link, links, mono, small, title, type Body } from '../body.ts';
import { mattermost, toMarkdown } from './mattermost.ts';
import { slack, toSlack } from './slack.ts';

const RUN = 'https://site.example/runs/1/';
const body = (): Body => [
  title('Run 1'),
  line('HF: ', mono('TAG'), ' ', mono(' v2')),
  item('one'),
  item(mono('two')),
  code('- a\n+ b'),
  item('three'),
  line('between'),
  links(link('Page', RUN), link('All', 'https://site.example/')),
  small('small print'),
];

const text = (words: string) => ({ type: 'text', text: words });
const value = (words: string) => ({ type: 'text', text: words, style: { code: true } });
const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });
const list = (...elements: object[]) => ({ type: 'rich_text_list', style: 'bullet', elements });

describe('a message for Slack', () => {
  it('has a header, rich text in which list and lines stand apart, and a context', () => {
    expect(toSlack(body())).toEqual({
      text: [
        '*Run 1*',
        'HF: TAG  v2',
        '• one',
        '• two',
        '• three',
        'between',
        `<${RUN}|Page> · <https://site.example/|All>`,
        '[small print]',
      ].join('\n'),
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Run 1', emoji: false } },
        { type: 'rich_text', elements: [section(text('HF: '), value('TAG'), text(' '), value(' v2'))] },
        {
          type: 'rich_text',
          elements: [
            list(section(text('one')), section(value('two'))),
            { type: 'rich_text_preformatted', elements: [text('- a\n+ b')] },
            list(section(text('three'))),
          ],
        },
        {
          type: 'rich_text',
          elements: [
            section(text('between')),
            section({ type: 'link', url: RUN, text: 'Page' }, text(' · '), {
              type: 'link',
              url: 'https://site.example/',
              text: 'All',
            }),
          ],
        },
        { type: 'context', elements: [{ type: 'plain_text', text: 'small print', emoji: false }] },
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('begins rich text anew after a header', () => {
    const types = toSlack([line('a'), small('b'), line('c'), title('d'), line('e')]).blocks.map(({ type }) => type);
    expect(types).toEqual(['rich_text', 'context', 'rich_text', 'header', 'rich_text']);
  });

  it('keeps to the limits of every element, and says nothing that is empty', () => {
    const long = 'x'.repeat(3000);
    const partsOf = (whole: Body) => toSlack(whole).blocks.map((block) => block['text'] ?? block['elements']);
    expect(partsOf([title(long), code(''), small(long)])).toEqual([
      { type: 'plain_text', text: `${'x'.repeat(149)}…`, emoji: false },
      [],
      [{ type: 'plain_text', text: `${'x'.repeat(2900)}…`, emoji: false }],
    ]);
    expect(partsOf([line(mono(long))])).toEqual([[section(value(`${'x'.repeat(2900)}…`))]]);
    expect(partsOf([code(long)])).toEqual([
      [{ type: 'rich_text_preformatted', elements: [text(`${'x'.repeat(2900)}…`)] }],
    ]);
  });

  it('as a whole is cut to what Slack takes, and so is its text, in which markup is escaped', () => {
    const lines = Array.from({ length: 100 }, (_, index) => line(`${index} `.repeat(50)));
    const whole = toSlack([title('Run 1'), ...lines]);
    expect(JSON.stringify(whole.blocks)).toContain('Cut here');
    expect(JSON.stringify(whole.blocks).length).toBeGreaterThan(8000);
    expect(whole.text.length).toBeLessThanOrEqual(2900);
    expect(whole.text.length).toBeGreaterThan(2700);
    expect(toSlack(Array.from({ length: 2000 }, () => line('x'))).text.length).toBeLessThanOrEqual(2900);
    const { text: escaped } = toSlack([line('a & <!channel> > b ', link('1|<2>', 'https://x.example/?a=1&b=2|3'))]);
    expect(escaped).toBe('a &amp; &lt;!channel&gt; &gt; b <https://x.example/?a=1&amp;b=2%7C3|1|&lt;2&gt;>');
  });

  it('is shown by a preview as it is sent; every address may be one', () => {
    expect(JSON.parse(slack.preview(body()))).toEqual(toSlack(body()));
    expect(slack.preview(body())).toContain('\n  "blocks": [\n');
    expect([slack.name, slack.label, slack.recognises()]).toEqual(['slack', 'Slack', true]);
  });
});

describe('a message for Mattermost', () => {
  it('has a heading, values in code, a list with its code, and paragraphs apart from it', () => {
    expect(toMarkdown(body())).toBe(
      [
        '#### Run 1',
        '',
        'HF: `TAG` ` v2`',
        '',
        '- one',
        '- `two`',
        '```diff',
        '- a',
        '+ b',
        '```',
        '',
        '- three',
        '',
        'between',
        '',
        `[Page](${RUN}) · [All](https://site.example/)`,
        '',
        'small print',
      ].join('\n'),
    );
    expect(toMarkdown([line('a'), line('b')])).toBe('a\nb');
    expect(toMarkdown([line('a'), code('b')])).toBe('a\n\n```diff\nb\n```');
    expect(mattermost.format([line('a')])).toEqual({ text: 'a' });
    expect([mattermost.name, mattermost.label]).toEqual(['mattermost', 'Mattermost']);
  });

  it.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['a``', '``` a`` ```'],
    ['a ``b` c', '```a ``b` c```'],
    ['<!here>', '&lt;\\!here&gt;'],
    ['<@U1>', '&lt;@\u2060U1&gt;'],
    ['<a|b>', '&lt;a\\|b&gt;'],
    ['<a|b', '`<a|b`'],
    ['<a b>', '`<a b>`'],
  ])('the value %j is %s', (words, markdown) => {
    expect(toMarkdown([line(mono(words))])).toBe(markdown);
  });

  it.each([
    ['a\n```\nb', '````diff\na\n```\nb\n````'],
    ['a `b` c', '```diff\na `b` c\n```'],
    ['- <!all>\n+ *b*', '> \\- &lt;\\!all&gt;\n> \\+ \\*b\\*'],
  ])('the lines %j are %s', (words, markdown) => {
    expect(toMarkdown([code(words)])).toBe(markdown);
  });

  it.each([
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['\\ ` * _ ~ [ ] | !', '\\\\ \\` \\* \\_ \\~ \\[ \\] \\| \\!'],
    ['- a - b', '\\- a - b'],
    ['+ a', '\\+ a'],
    ['# a # b', '\\# a # b'],
    ['12. a 3. b', '12\u2060. a 3. b'],
    ['3) a', '3\u2060) a'],
    ['3 a', '3 a'],
    ['a-1 HF+HO', 'a-1 HF+HO'],
    ['@all, a@b, @ c', '@\u2060all, a@\u2060b, @ c'],
    [':tada: :+1: 12:30 a: b', ':\u2060tada: :\u2060+1: 12:30 a: b'],
    ['https://x.example WWW.x.example www x', 'https:\u2060//x.example WWW\u2060.x.example www x'],
  ])('the text %j is %s', (words, markdown) => {
    expect(toMarkdown([line(words)])).toBe(markdown);
  });

  it('an address ends where it ends', () => {
    expect(toMarkdown([line(link('a*b', 'https://x.example/(1) <2>'))])).toBe(
      '[a\\*b](https://x.example/%281%29%20%3C2%3E)',
    );
  });

  it('is cut to what Mattermost takes, as it is written', () => {
    const lines = Array.from({ length: 300 }, (_, index) => line(`${index} ${'*'.repeat(50)}`));
    const markdown = toMarkdown([title('Run 1'), ...lines]);
    expect(markdown.length).toBeLessThanOrEqual(11_900);
    expect(markdown.length).toBeGreaterThan(11_500);
    expect(markdown).toMatch(/Cut here: the page has the rest\.$/);
  });

  it.each([
    ['https://chat.example/hooks/abc123', true],
    ['https://chat.example/team/hooks/ABC', true],
    ['https://hooks.slack.com/hooks/abc', false],
    ['https://slack.com/hooks/abc', false],
    ['https://hooks.slack-gov.com/hooks/abc', false],
    ['https://notslack.com/hooks/abc', true],
    ['https://slack.com.example/hooks/abc', true],
    ['https://chat.example/hooks/', false],
    ['https://chat.example/hooks/abc/more', false],
    ['https://chat.example/services/abc', false],
  ])('goes to %s: %s', (address, expected) => {
    expect(mattermost.recognises(new URL(address))).toBe(expected);
  });
});
