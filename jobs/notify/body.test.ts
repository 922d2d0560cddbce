import { describe, expect, it } from 'vitest';
import { allTexts, checkBlockKit } from '../../test/support/block-kit.ts';
import {
  code,
  fitBody,
  item,
  line,
  link,
  links,
  makeBody,
  mono,
  small,
  textSize,
  title,
  type Block,
  type Body,
} from './body.ts';
import { toMarkdown } from './channels/mattermost.ts';
import { toSlack } from './channels/slack.ts';

describe('a message', () => {
  it('is made of lines, of what is marked in them, and of links', () => {
    expect(makeBody([title('Run 1'), line('a ', 'b  ', link('c', 'https://x/?a=1&b=2')), small('id')])).toEqual([
      { kind: 'title', pieces: [{ text: 'Run 1' }] },
      { kind: 'line', pieces: [{ text: 'a b ' }, { text: 'c', link: 'https://x/?a=1&b=2' }] },
      { kind: 'small', pieces: [{ text: 'id' }] },
    ]);
  });

  it('takes values as they are, keeps their blanks in code, and shows what is invisible in them', () => {
    expect(makeBody([item(mono("a  <b> &amp; '"), ' x\u0007\n y'), code(' x\n  y </pre>\u202E\n')])).toEqual([
      { kind: 'item', pieces: [{ text: "a  <b> &amp; '", mark: 'code' }, { text: ' x\u2407 y' }] },
      { kind: 'code', text: ' x\n  y </pre>\u27E8U+202E\u27E9' },
    ]);
  });

  it('leaves out what is empty', () => {
    expect(makeBody([null, line(''), line('', mono('')), links(), code(''), small('id')])).toEqual([small('id')]);
  });
});

const [TITLE, LINKS, SMALL] = [title('Run 1'), links(link('Run 1', 'https://site.example/runs/1/')), small('1-abc')];
const bodyOf = (...lines: readonly Block[]): Body => [TITLE, ...lines, LINKS, SMALL];
const NOTICE = line('Cut here: the page has the rest.');

describe('fitBody', () => {
  it('leaves alone what fits', () => {
    const body = bodyOf(line('a'), line('b'));
    expect(fitBody(body, 1000)).toBe(body);
  });

  it('keeps title, links and small print, and of the rest the beginning; that it was cut stands in its place', () => {
    const body = bodyOf(line('a'.repeat(50)), line('b'.repeat(50)), line('c'));
    expect(fitBody(body, 140)).toEqual([TITLE, line('a'.repeat(50)), NOTICE, LINKS, SMALL]);
    expect(fitBody(body, 100)).toEqual([TITLE, NOTICE, LINKS, SMALL]);
  });

  it('is never longer than there is room for, whatever is in it', () => {
    for (let size = 100; size < 2000; size += 37) {
      const body = bodyOf(...Array.from({ length: 40 }, (_, index) => line('x'.repeat((index * size) % 90))));
      const length = fitBody(body, size).reduce((sum, block) => sum + textSize(block), 0);
      expect(length).toBeLessThanOrEqual(size);
    }
  });
});

it('a message of endless names and texts fits into both forms, says so and keeps its link', () => {
  const name = item(mono('N`*<@U1>'.repeat(500)));
  const lines = code('+ <!channel> ```\n'.repeat(500));
  const body = bodyOf(...Array.from({ length: 60 }, () => [name, lines, line('<a|b> '.repeat(600))]).flat());
  const slack = toSlack(body);
  expect(checkBlockKit(slack)).toEqual([]);
  const markdown = toMarkdown(body);
  expect(markdown.length).toBeLessThanOrEqual(12_000);
  for (const text of [allTexts(slack.blocks).join('\n'), slack.text, markdown]) {
    expect(text).toContain('Cut here: the page has the rest.');
    expect(text).toContain('1-abc');
  }
  expect(JSON.stringify(slack.blocks)).toContain('https://site.example/runs/1/');
});

it('a title beyond what a header may have is cut', () => {
  const slack = toSlack([title('x'.repeat(400)), SMALL]);
  expect(checkBlockKit(slack)).toEqual([]);
});
