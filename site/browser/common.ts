import { labels, useLabels } from '../../model/labels.ts';
import type { Labels } from '../../model/labels.ts';
import { isText, mapOf, shape } from './checks.ts';
import { listenForKeys } from './keyboard.ts';
import { watchFreshness } from './status.ts';
import { fillToolbar } from './toolbar.ts';

/**
 * What the script of every page begins with.
 * @param onWord told now and every minute whether all is well with the collector
 */
export function startPage(onWord: (isWell: boolean) => void = () => undefined): void {
  readLabels();
  const freshness = document.getElementById('freshness');
  if (freshness !== null) watchFreshness(freshness, onWord);
  fillToolbar();
  listenForKeys();
}

/** What the page calls things. */
const isSpoken = shape<Pick<Labels, 'name' | 'partition' | 'partitions' | 'prefix' | 'short' | 'runKeys'>>({
  name: isText,
  partition: isText,
  partitions: isText,
  prefix: isText,
  short: mapOf(isText),
  runKeys: mapOf(isText),
});

function readLabels(): void {
  const spoken: unknown = JSON.parse(document.documentElement.dataset['labels'] ?? 'null');
  if (isSpoken(spoken)) useLabels({ ...labels(), ...spoken });
}
