import { listenForKeys } from './keyboard.ts';
import { watchFreshness } from './status.ts';
import { fillToolbar } from './toolbar.ts';

/**
 * What the script of every page begins with.
 * @param onWord told now and every minute whether all is well with the collector
 */
export function startPage(onWord: (isWell: boolean) => void = () => undefined): void {
  const freshness = document.getElementById('freshness');
  if (freshness !== null) watchFreshness(freshness, onWord);
  fillToolbar();
  listenForKeys();
}
