import { html, type Html } from '../../templates/components/html.ts';
import { siteRoot, toNodes } from './dom.ts';
import { loadParameters } from './search/value-files.ts';
import { searchNear } from './search/find.ts';
import { drawParameterHit } from './search/hits.ts';
import { findParameters } from './search/match.ts';

/** How many names are offered. */
const MOST = 6;

/** Offers, on the page for addresses that are none, what is nearest to the address that was asked for. @param box where */
export async function offerNearest(box: HTMLElement): Promise<void> {
  const root = new URL(siteRoot(), location.href).pathname;
  const [, section, name = ''] = /^(runs\/(?=\d)|parameters\/)(.+)/.exec(location.pathname.slice(root.length)) ?? [];
  if (section === undefined) return;
  // The page says already that there is nothing here; what would be near may not be known.
  const hits = await (section === 'runs/' ? nearRuns(name) : nearNames(name)).catch(() => []);
  if (hits.length > 0) box.append(toNodes(html`<h2>Nearest to it</h2>${hits}`));
}

async function nearRuns(name: string): Promise<readonly Html[]> {
  return (await searchNear(Number.parseInt(name, 10)))[0];
}

/** The parameters whose names have most of the beginning. */
async function nearNames(name: string): Promise<readonly Html[]> {
  const { partitions, parameters } = await loadParameters();
  for (let text = name.replaceAll('/', ' ').trim(); text !== ''; text = text.slice(0, -1).trim()) {
    const matches = findParameters(text, parameters);
    if (matches.length > 0) return matches.slice(0, MOST).map((match) => drawParameterHit(match, partitions));
  }
  return [];
}
