import { labels, useLabels } from '../../model/labels.ts';
import { isText, mapOf } from './checks.ts';
import { listenForKeys } from './keyboard.ts';
import { watchFreshness } from './status.ts';
import type { OnWord } from './status.ts';
import { fillToolbar } from './toolbar.ts';

/**
 * What the script of every page begins with.
 * @param onWord told now and every minute how the collector does
 */
export function startPage(onWord: OnWord = () => undefined): void {
  readLabels();
  const freshness = document.getElementById('freshness');
  if (freshness !== null) watchFreshness(freshness, onWord);
  fillToolbar();
  listenForKeys();
}

/** What the page calls things: attributes that differ from what holds without. */
function readLabels(): void {
  const { dataset } = document.documentElement;
  const words = { ...labels() };
  for (const key of ['name', 'partition', 'partitions', 'prefix'] as const) {
    words[key] = dataset[`label_${key}`] ?? words[key];
  }
  const short: unknown = JSON.parse(dataset['label_short'] ?? '{}');
  useLabels({ ...words, short: areTexts(short) ? short : {} });
}

const areTexts = mapOf(isText);
