import { describe, expect, it } from 'vitest';
import { allTexts, checkBlockKit } from '../../../test/support/block-kit.ts';
import { seeAsMattermost } from '../../../test/support/mattermost.ts';
import type { Change } from '../../../model/change.ts';
import { groupChanges } from '../../../model/entries.ts';
import { toVisible } from '../../../model/visible.ts';
import type { Body } from '../body.ts';
import { composeRun } from '../compose.ts';
import { NOTHING_PENDING, type MessageReport } from '../pending.ts';
import { toMarkdown } from './mattermost.ts';
import { toSlack } from './slack.ts';
import { toPlain } from './terminal.ts';

/** Values that would be something else than themselves in Slack or Mattermost. */
const SHORT = {
  'a call to everybody': '<!channel> <!here> <!everyone>',
  'a call to all of Mattermost': '<!all> @channel @here @all',
  'a call to one person': '<@U1> <@W0123ABC|somebody>',
  'a group': '<!subteam^S012|oncall>',
  'a link in the manner of Slack': '<http://evil.example/x|click here>',
  'a link in Markdown': '[click](http://evil.example) ![x](http://y)',
  'a bare address': 'http://evil.example/?a=1&b=2 www.evil.example',
  'three backticks': '```',
  'backticks and more': '``` a ` b `` c',
  'a backtick at both ends': '`code`',
  emphasis: '*bold* _it_ ~gone~ **b** __b__ ~~g~~ *_~',
  'what HTML escapes': '& < > &amp; &lt;b&gt; " \' \\',
  HTML: '<script>alert(1)</script><b>x</b>',
  'a template': '{{ 7 * 7 }}{% raw %}{# x #}',
  'emoji codes': ':smile: :+1: :tada:',
  'a heading, a list, a quote': '# a - b > c | d',
  'control characters': '\u001b[31mred\u0007\u0000',
  'direction and invisible characters': 'a\u202Ereversed\u200B\u00A0b',
  'half a surrogate pair': 'x \uD83D y',
} as const;

const LONG = {
  '100 KB': Array.from({ length: 2500 }, (_, index) => `<!channel> \`\`\` line ${index} *_~ <a|b>`).join('\n'),
  'one line of 4,000 characters': `${'x<y|'.repeat(999)}end>`,
  'a fence in a text': 'a {\n```\n<@U1> <http://x|y>\n````\n}',
} as const;

/** The message about one change, as `composeRun` makes it. */
function messageOf(before: string, after: string, isLong: boolean, count = 1): Body {
  const changes = Array.from({ length: count }, (_, index): Change => {
    const value = (text: string) =>
      isLong ? { ref: `${text.slice(0, 8)} ${index}`, lines: text.split('\n').length, length: text.length } : text;
    const common = { partition: 'HCAL_HF', parameter: `NAME_${index}${isLong ? '' : after}`, kind: 'changed' as const };
    return { ...common, compared: 'text', before: value(before), after: value(after), added: 1, removed: 1 };
  });
  const pending = {
    ...NOTHING_PENDING,
    run: 101,
    fresh: changes,
    withdrawn: changes,
    uncompared: [{ partition: null, why: 'gap' as const }],
    taken: [{ partition: `HCAL_${after.slice(0, 100)}`, why: 'held' as const }],
  };
  const report: MessageReport = {
    run: 101,
    line: { kind: 'gap', start: '2026-01-01T00:00:00Z', stop: null, why: '' },
    archived: {
      kind: 'archived',
      start: '2026-01-01T00:00:00Z',
      stop: null,
      sequence: after.slice(0, 100),
      changes: count,
      partitions: {},
    },
    ending: 'ended after 3 h 05 min',
    why: after,
    during: { changes: groupChanges(changes), notCompared: [] },
    headline: after,
    comment: after,
    error: after,
    partitions: [{ partition: `HCAL_${after.slice(0, 100)}`, inclusion: 'out', base: null, changes: 0, digest: null }],
    notCompared: [after.slice(0, 100)],
    moves: [],
    changeSet: null,
    entries: groupChanges(changes).map((entry) => ({ ...entry, explainedBy: null, history: [], changedDuring: [] })),
    longRun: () => null,
  };
  const texts = new Map([before, after].map((text) => [text.slice(0, 8), text]));
  return composeRun(pending, {
    reportOf: () => report,
    digestAbove: 5,
    siteUrl: 'https://site.example/',
    links: [],
    zone: 'UTC',
    longRun: 1800,
    expectations: [],
    problems: [],
    isSameChange: () => false,
    // Of many no two have the same text: else one would be shown for all.
    readValue: (value) =>
      typeof value === 'string'
        ? value
        : `${texts.get(value.ref.replace(/ \d+$/, '')) ?? ''}${count === 1 ? '' : /\d+$/.exec(value.ref)?.[0]}`,
  }).body;
}

describe.each(Object.entries(SHORT))('%s', (_, value) => {
  const body = () => messageOf('quiet', value, false);
  const shown = toVisible(value);

  it('is shown literally by Slack, and addresses nobody', () => {
    const slack = toSlack(body());
    expect(checkBlockKit(slack)).toEqual([]);
    const texts = allTexts(slack.blocks);
    expect(texts).toContain(shown);
    expect(slack.text.replaceAll(/<https:\/\/site\.example\/runs\/101\/\|Run 101>/g, '')).not.toMatch(/[<>]/);
  });

  it('is shown literally by Mattermost, addresses nobody and leads nowhere', () => {
    const markdown = toMarkdown(body());
    const seen = seeAsMattermost(markdown);
    expect(seen.text).toContain(`quiet → ${shown}`);
    expect(seen.mentions).toEqual([]);
    expect(seen.links).toEqual(['https://site.example/runs/101/']);
    expect(markdown.length).toBeLessThanOrEqual(12_000);
  });

  it('does nothing to a terminal', () => {
    const plain = toPlain(body());
    expect(plain).toContain(`quiet → ${shown}`);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe.each(Object.entries(LONG))('%s', (_, value) => {
  const body = () => messageOf('quiet', value, true, 12);

  it('fits into what Slack takes', () => {
    const slack = toSlack(body());
    expect(checkBlockKit(slack)).toEqual([]);
    expect(slack.text).not.toMatch(/<(?!https:\/\/site\.example\/)/);
  });

  it('fits into what Mattermost takes, addresses nobody and leads nowhere', () => {
    const markdown = toMarkdown(body());
    expect(markdown.length).toBeLessThanOrEqual(12_000);
    const seen = seeAsMattermost(markdown);
    expect(seen.mentions).toEqual([]);
    expect(seen.links).toEqual(['https://site.example/runs/101/']);
  });
});

it('shows the first lines of a hostile text as they are, in both forms', () => {
  const value = LONG['a fence in a text'];
  const body = messageOf('a {\n}', value, true);
  const lines = ['+ ```', '+ <@U1> <http://x|y>', '+ ````'];
  expect(allTexts(toSlack(body).blocks).find((text) => text.includes('+ ```'))).toContain(lines.join('\n'));
  const seen = seeAsMattermost(toMarkdown(body)).text;
  for (const line of lines) expect(seen).toContain(line);
});

it('says what was left out, and links to it', () => {
  const body = messageOf('quiet', LONG['100 KB'], true, 40);
  for (const text of [JSON.stringify(toSlack(body).blocks), toMarkdown(body)]) {
    expect(text).toContain('… 2493 more lines');
    expect(text).toMatch(/… and 25 more|Cut here: the page has the rest\./);
    expect(text).toContain('https://site.example/runs/101/');
  }
});

describe('what Mattermost would rewrite', () => {
  const isEscaped = (text: string) => toMarkdown([{ kind: 'code', text }]).startsWith('>');

  it('is found wherever an address and its text stand on one line', () => {
    const signs = ['<', '>', '|', 'a', '\n', '!'];
    let texts = [''];
    for (let length = 1; length <= 6; length += 1) texts = texts.flatMap((text) => signs.map((sign) => text + sign));
    const isLink = (text: string) => /<!|<@|<[^\n<|>]+\|[^\n>]+>/.test(text);
    expect(texts.filter((text) => isEscaped(text) !== isLink(text))).toEqual([]);
  });

  it('is looked for in one pass, also where a million beginnings have no end', () => {
    // Beginning again at each of them would take some 10^12 steps.
    expect(isEscaped('<a|'.repeat(1_000_000))).toBe(false);
    expect(isEscaped('<a|'.repeat(1_000_000).concat('\n>'))).toBe(false);
  });
});
