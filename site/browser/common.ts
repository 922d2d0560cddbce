import { labels, useLabels } from '../../model/labels.ts';
import { isText, mapOf } from './checks.ts';
import { listenForKeys } from './keyboard.ts';
import { watchFreshness, type OnWord } from './status.ts';
import { fillToolbar } from './toolbar.ts';

/**
 * What the script of every page begins with.
 * @param onWord told now and every minute how the collector does
 * @returns once it was told for the first time
 */
export async function startPage(onWord: OnWord = () => undefined): Promise<void> {
  readLabels();
  const freshness = document.getElementById('freshness');
  const word = freshness === null ? undefined : watchFreshness(freshness, onWord);
  fillToolbar();
  listenForKeys();
  await word;
}

/** Marks the page (`data-drawn`) once script has added all that it adds unasked, for whoever waits for that: prints, tests. */
export async function markDrawn(parts: readonly Promise<void>[]): Promise<void> {
  try {
    await Promise.all(parts);
  } finally {
    document.documentElement.dataset['drawn'] = '';
  }
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
