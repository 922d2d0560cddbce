import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharePlace } from '../original/place.ts';
import { crate } from '../original/run-info.ts';
import { openStage, type Stage } from './browser.ts';

const { place, tell } = sharePlace(101);
const story = (cell: string | Uint8Array) => ({ values: { HF: { [crate('_that_has_a_long_name')]: cell } } });
tell(story('v1'), story(Uint8Array.of(0xff)));

let stage: Stage;
beforeAll(async () => (stage = await openStage(place.site)));
afterAll(() => stage.close());

it.each([390, 1440])(
  'the name of what could not be read stays in the box of its partition, %i pixels wide',
  async (width) => {
    const { page } = await stage.open();
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${stage.url}runs/102/`);
    const boxes = page.locator('.partitions > li');
    expect(await boxes.filter({ hasText: 'unreadable' }).count()).toBe(1);
    const widths = await boxes.evaluateAll((all) => all.map((box) => box.scrollWidth - box.clientWidth));
    expect(widths).toEqual([0, 0, 0, 0]);
  },
);
