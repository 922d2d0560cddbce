import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { withoutControls } from '../cli/print/style.ts';
import { sharePlace } from './original/place.ts';
import { makeWorkplace } from './support/workplace.ts';
import { crate, LPM, TAG } from './original/run-info.ts';

/** Clears a terminal, names its window, and goes back to the start of the line. */
const STEER = '\u001b[2J\u001b]0;x\u0007\r';
const NO_TEXT = Uint8Array.of(0xff, 0x1b);

const { place, tell } = sharePlace(101);
const story = (version: string, unread: string | Uint8Array) => ({
  values: {
    HF: {
      [TAG]: `${version}${STEER}`,
      [LPM]: `<a>\n${version} = ${STEER}\n</a>`,
      [crate(STEER)]: version,
      [crate(`<b>Unread\n# x${STEER}`)]: unread,
    },
  },
});
tell(story('v1', 'v'), story('v2', NO_TEXT), story('v1', 'v'), story('v3', NO_TEXT));

it.each(
  [
    'changes 102',
    'changes 102 --markdown',
    'compare 101 104',
    'compare 101 104 --side-by-side',
    'compare 101 104 --markdown',
    'report --since 101',
    'report --since 101 --markdown',
    `history HF ${TAG}`,
    `blame 104 HF ${TAG}`,
    'runs',
  ].map((words) => [words]),
)('%s: no value and no name steers the terminal, or begins a line of its own', async (words) => {
  const { code, out } = await place.run(words.split(' '));
  expect(code).toBe(0);
  expect(out).toContain('␛[2J␛]0;x␇');
  expect(out.match(/[^\P{Cc}\n]|^# x/gmu)).toBeNull();
});

it('neither does the reason why a run is a gap, as text and as JSON', async () => {
  const { folder, run } = makeWorkplace('none', () => Date.parse('2026-02-01T00:00:00Z'));
  const partitions = { HCAL_HF: { values: { [`\n${STEER}\u009b2J`]: 1 } } };
  const file = { run: 7, start: null, stop: null, state: 'Running', sequence: null, partitions };
  mkdirSync(join(folder, 'runs'));
  writeFileSync(join(folder, 'runs/7.json'), JSON.stringify(file));
  const commands = [
    'tick',
    'tick --json',
    'snapshot --runs 7',
    'status',
    'status --json',
    'changes 7',
    'runs',
    'doctor',
  ];
  for (const command of commands) {
    const { out, err } = await run(command.split(' '), { RUNINFO_SOURCE: 'json:runs' });
    const printed = `${command}\n${out}${err}`;
    expect(printed).toMatch(/\n./);
    expect(printed).not.toMatch(/[^\P{Cc}\n]|^\S?\[2J/mu);
  }
  const { out } = await run(['status', '--json'], { RUNINFO_SOURCE: 'json:runs' });
  expect(JSON.parse(out)).toMatchObject({ gaps: [{ run: 7, why: expect.stringContaining(`${STEER}\u009b2J`) }] });
});

it('a terminal is steered by nothing but colours and the line of progress', () => {
  const own = `\r\u001b[K1 of 2\n\u001b[1mRun\u001b[22m\t7`;
  expect(withoutControls(own, true)).toBe(own);
  expect(withoutControls(`${own}${STEER}\u009b`, true)).toBe(`${own}␛[2J␛]0;x␇␍⟨U+009B⟩`);
  expect(withoutControls(own, false)).toBe('␍␛[K1 of 2\n␛[1mRun␛[22m\t7');
});

it('no page and no feed holds such a sign, wherever a name or a value is said', () => {
  const files = readdirSync(place.site, { recursive: true, encoding: 'utf8' });
  const shown = files
    .filter((file) => /\.(?:html|xml)$/.test(file))
    .map((file) => readFileSync(join(place.site, file), 'utf8'));
  expect(shown.join('')).toContain('Unread # x␛[2J');
  expect(shown.filter((text) => /[^\P{Cc}\n]/u.test(text))).toEqual([]);
});

it.each(['changes 102', 'compare 101 104', 'report --since 101'].map((words) => [words]))(
  '%s --markdown: nothing in a name is markup',
  async (words) => {
    const { out } = await place.run([...words.split(' '), '--markdown']);
    const tokens = new MarkdownIt({ html: true }).parse(out, {}).flatMap((token) => [token, ...(token.children ?? [])]);
    expect(tokens.some(({ content }) => content.includes('Unread'))).toBe(true);
    expect(tokens.filter(({ type }) => type.startsWith('html'))).toEqual([]);
  },
);
