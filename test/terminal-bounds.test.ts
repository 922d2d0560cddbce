import { expect, it } from 'vitest';
import { sharePlace } from './original/place.ts';

const COUNT = 250;
const NAME = 'uHTRManager_Firmware_Crate';
const { place, tell } = sharePlace(101);
const texts = (value: string) => ({
  HF: Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [`${NAME}_${index}`, value])),
});
tell({ values: texts('v1') }, { values: texts('v2') }, { values: texts('v1') }, { values: texts('v3') });

const [TERMINAL, MARKDOWN] = [/^… 150 more parameters: --full shows them$/m, /^150 more parameters left out\.$/m];
const REPORT = /… 150 more lines: --json has them/;
const CHANGES = ['changes', '102'];
const COMPARE = ['compare', '101', '104'];

it.each([
  [CHANGES, TERMINAL],
  [[...CHANGES, '--markdown'], MARKDOWN],
  [COMPARE, TERMINAL],
  [[...COMPARE, '--markdown'], MARKDOWN],
  [['report', '--since', '101'], REPORT],
  [['report', '--since', '101', '--markdown'], REPORT],
])('%s is short where 250 parameters changed, and says what it leaves out', async (words, leftOut) => {
  const { out } = await place.run(words);
  expect(out).toContain(`${NAME}_0`);
  expect(out).not.toContain(`${NAME}_99 `);
  expect(out).toMatch(leftOut);
});

it.each([CHANGES, [...CHANGES, '--markdown'], COMPARE, [...COMPARE, '--markdown']].map((words) => [words]))(
  '%s says everything under --full',
  async (words) => {
    const { out } = await place.run([...words, '--full']);
    for (let index = 0; index < COUNT; index += 1) expect(out).toContain(`${NAME}_${index}`);
    expect(out).not.toMatch(/more parameters/);
  },
);
