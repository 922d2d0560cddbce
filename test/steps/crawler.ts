/** What a reader met who followed links. */
export interface Crawl {
  readonly fetches: number;
  /** What was not found, or not whole, and the page that led there. */
  readonly problems: readonly string[];
}

/** How many pages are asked for at once. */
const READERS = 4;

/**
 * Follows the links of a site from its home page, again and again without a pause, until told to stop.
 * @param url of the site, with `/` at its end
 */
export async function crawl(url: string, isOver: () => boolean): Promise<Crawl> {
  const problems = new Set<string>();
  let fetches = 0;
  let round: [address: string, from: string][] = [];
  const visit = async (address: string, from: string): Promise<string[]> => {
    fetches += 1;
    const response = await fetch(address);
    const text = await response.text();
    if (response.status !== 200) problems.add(`${response.status} for ${address}, which ${from} leads to`);
    else if (!isWhole(address, text)) problems.add(`${address} is torn`);
    return address.endsWith('/') ? linksOf(text, address).filter((link) => link.startsWith(url)) : [];
  };
  const read = async (seen: Set<string>): Promise<void> => {
    for (let next = round.shift(); next !== undefined && !isOver(); next = round.shift()) {
      for (const link of await visit(...next)) {
        if (seen.has(link)) continue;
        seen.add(link);
        round.push([link, next[0]]);
      }
    }
  };
  while (!isOver()) {
    round = [[url, 'nobody']];
    const seen = new Set([url]);
    // The first page alone: the readers after it find links to follow.
    for (const link of await visit(url, 'nobody')) {
      if (!seen.has(link)) round.push([link, url]);
      seen.add(link);
    }
    await Promise.all(Array.from({ length: READERS }, async () => read(seen)));
  }
  return { fetches, problems: [...problems] };
}

/** The addresses that a page leads to or needs, without their fragments. */
export function linksOf(html: string, base: string): string[] {
  return [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].flatMap(([, link = '']) => {
    const address = new URL(link.replaceAll('&amp;', '&'), base);
    address.hash = '';
    address.search = '';
    return address.protocol.startsWith('http') ? [address.href] : [];
  });
}

/** Whether a file is there to its end. */
function isWhole(address: string, text: string): boolean {
  if (address.endsWith('.json')) return isJson(text);
  if (address.endsWith('/')) return text.trimEnd().endsWith('</html>');
  if (address.endsWith('.xml')) return text.trimEnd().endsWith('</feed>');
  return text.length > 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
