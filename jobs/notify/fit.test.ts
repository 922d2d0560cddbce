import { describe, expect, it } from 'vitest';
import { allTexts, checkBlockKit } from '../../test/support/block-kit.ts';
import type { Block, Body } from './body.ts';
import { fitBody, textSize } from './fit.ts';
import { toMarkdown } from './forms/markdown.ts';
import { toSlack } from './forms/slack.ts';

const line = (text: string): Block => ({ kind: 'line', pieces: [{ text }] });
const title: Block = { kind: 'title', pieces: [{ text: 'Run 1' }] };
const links: Block = { kind: 'links', pieces: [{ text: 'Run 1', link: 'https://site.example/runs/1/' }] };
const small: Block = { kind: 'small', pieces: [{ text: '1-abc' }] };
const bodyOf = (...lines: readonly Block[]): Body => [title, ...lines, links, small];
const NOTICE = line('Cut here: the page has the rest.');

describe('fitBody', () => {
  it('leaves alone what fits', () => {
    const body = bodyOf(line('a'), line('b'));
    expect(fitBody(body, 1000)).toBe(body);
  });

  it('keeps title, links and small print, and of the rest the beginning; that it was cut stands in its place', () => {
    const body = bodyOf(line('a'.repeat(50)), line('b'.repeat(50)), line('c'));
    expect(fitBody(body, 140)).toEqual([title, line('a'.repeat(50)), NOTICE, links, small]);
    expect(fitBody(body, 100)).toEqual([title, NOTICE, links, small]);
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
  const item: Block = { kind: 'item', pieces: [{ text: 'N`*<@U1>'.repeat(500), mark: 'code' }] };
  const code: Block = { kind: 'code', text: '+ <!channel> ```\n'.repeat(500) };
  const body = bodyOf(...Array.from({ length: 60 }, () => [item, code, line('<a|b> '.repeat(600))]).flat());
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
  const slack = toSlack([{ kind: 'title', pieces: [{ text: 'x'.repeat(400) }] }, small]);
  expect(checkBlockKit(slack)).toEqual([]);
});
