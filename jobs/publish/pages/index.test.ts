import { expect, it } from 'vitest';
import { BASE_RULES } from '../../../test/support/rules.ts';
import type { PagePlan } from '../plan.ts';
import { listTasks } from './index.ts';

const numbers = (length: number, from: number) => Array.from({ length }, (_, index) => from + index);
const plan: PagePlan = {
  full: true,
  runs: numbers(900, 390_000),
  blocks: numbers(9, 390),
  weeks: ['2026-W12', '2026-W11'],
  parameters: numbers(30, 0).map((number) => `parameters/HCAL_HF/P${number}.json`),
  newest: true,
  parameterList: true,
  api: [],
};

it('large pages are spread among the others, each kind in its order', () => {
  const [, pages = []] = listTasks(plan, BASE_RULES);
  const kinds = new Set(pages.map(({ kind }) => kind));
  expect(kinds.size).toBe(5);
  for (const kind of kinds) {
    const places = pages.flatMap((page, index) => (page.kind === kind ? [index] : []));
    const gap = pages.length / places.length;
    for (const [index, place] of places.entries())
      expect(Math.abs(place - (index + 0.5) * gap)).toBeLessThan(gap + kinds.size);
  }
  const runs = pages.filter(({ kind }) => kind === 'run').map(({ of }) => of);
  expect(runs).toEqual(plan.runs);
});
