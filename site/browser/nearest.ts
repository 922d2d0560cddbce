import { make, siteRoot } from './dom.ts';
import { loadParameters } from './search/files.ts';
import { searchNear } from './search/find.ts';
import { drawParameterHit } from './search/hits.ts';
import { findParameters } from './search/parameters.ts';

/** How many names are offered. */
const MOST = 6;

/** Offers, on the page for addresses that are none, what is nearest to the address that was asked for. */
export async function offerNearest(): Promise<void> {
  const place = document.getElementById('nearest');
  const root = new URL(siteRoot(), location.href).pathname;
  const [, section, name = ''] = /^(runs\/(?=\d)|parameters\/)(.+)/.exec(location.pathname.slice(root.length)) ?? [];
  if (place === null || section === undefined) return;
  // The page says already that there is nothing here; what would be near may not be known.
  const hits = await (section === 'runs/' ? nearRuns(name) : nearNames(name)).catch(() => []);
  if (hits.length > 0) place.append(make('h2', {}, 'Nearest to it'), ...hits);
}

async function nearRuns(name: string): Promise<readonly HTMLElement[]> {
  return (await searchNear(Number.parseInt(name, 10)))[0];
}

/** The parameters whose names have most of the beginning. */
async function nearNames(name: string): Promise<readonly HTMLElement[]> {
  const { partitions, parameters } = await loadParameters();
  for (let text = name.replaceAll('/', ' ').trim(); text !== ''; text = text.slice(0, -1).trim()) {
    const found = findParameters(text, parameters);
    if (found.length > 0) return found.slice(0, MOST).map((one) => drawParameterHit(one, partitions));
  }
  return [];
}
