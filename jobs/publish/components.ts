import type { NunjucksEngine } from '@11ty/eleventy';
import { countOf, labels } from '../../model/labels.ts';
import { blockLink, weekLink } from './addresses.ts';
import { drawAxis } from '../../templates/components/axis.ts';
import { drawBrief } from '../../templates/components/brief.ts';
import { drawChip, drawChips } from '../../templates/components/chip.ts';
import { drawCounts, drawDifference } from '../../templates/components/difference.ts';
import { drawEntry, drawOverview } from '../../templates/components/entry.ts';
import type { Html } from '../../templates/components/html.ts';
import { drawRun, drawWords, runLink } from '../../templates/components/links.ts';
import { drawPartitions } from '../../templates/components/partitions.ts';
import { drawShortReadings } from '../../templates/components/short-readings.ts';
import { drawNotCompared, drawSuppressed } from '../../templates/components/uncompared.ts';
import { drawValue } from '../../templates/components/value.ts';

/** Lets templates call the components that pages share with the browser, `{{ chip(view.chip, view.root) }}`, and find runs. */
export function addComponents({ nunjucks, environment }: NunjucksEngine): void {
  const { SafeString } = nunjucks.runtime;
  const safe =
    <Parts extends readonly unknown[]>(draw: (...parts: Parts) => Html): ((...parts: Parts) => object) =>
    (...parts) =>
      new SafeString(draw(...parts).text);
  const components = {
    ticks: safe(drawAxis),
    labels: labels(),
    countOf,
    chip: safe(drawChip),
    chips: safe(drawChips),
    run: safe(drawRun),
    words: safe(drawWords),
    value: safe(drawValue),
    brief: safe(drawBrief),
    counts: safe(drawCounts),
    difference: safe(drawDifference),
    entry: safe(drawEntry),
    overview: safe(drawOverview),
    partitions: safe(drawPartitions),
    notCompared: safe(drawNotCompared),
    suppressed: safe(drawSuppressed),
    shortReadings: safe(drawShortReadings),
    runLink,
    blockLink,
    weekLink,
  };
  for (const [name, component] of Object.entries(components)) environment.addGlobal(name, component);
}
