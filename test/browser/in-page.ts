/*
 * What tests ask a page: expressions that run in the browser, as text since the tests are compiled without its types.
 */

/** Folds every detail open. */
export const OPEN_DETAILS = `for (const one of document.querySelectorAll('details')) one.open = true`;

/** How many pixels the page is wider than the window. */
export const OVERFLOW = `document.documentElement.scrollWidth - document.documentElement.clientWidth`;

/** How wide the narrowest cell is that says since when a partition has its value. */
export const NARROWEST_SINCE = `Math.min(...[...document.querySelectorAll('.current > li > span')]
  .filter((one) => !one.matches('.chip')).map((one) => one.getBoundingClientRect().width))`;

/** The violations that axe-core, loaded before, finds: the rule and the first place. */
export const AXE_VIOLATIONS = runAxe('');

/** The same of contrast alone, which is all that depends on the colours. */
export const AXE_CONTRAST = runAxe(`runOnly: ['color-contrast'],`);

/** What matters to fingers, which axe looks for only where it is asked. */
export const AXE_PHONE = runAxe(`runOnly: ['target-size', 'scrollable-region-focusable'],`);

function runAxe(rules: string): string {
  return `axe
    .run({ ${rules} resultTypes: ['violations'], preload: false })
    .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`;
}

/** The text of the page's main part, without what script adds to it. */
export const MAIN_TEXT = `(() => {
  const main = document.querySelector('main').cloneNode(true);
  for (const one of main.querySelectorAll('.tool, .filter, .show, .end, .divider, .age, .unshown, .bar, .lasts, .ticks, .newest-twin, [data-go="next-changed"]')) one.remove();
  return main.textContent.replaceAll(/\\s+/g, ' ');
})()`;

/** How many rows of differences hold a line with a partner, and those of all rows whose cells do not stand beside each other. */
export const TORN_ROWS = `(() => {
  const tops = (row) => new Set([...row.cells].map((cell) => cell.getBoundingClientRect().top));
  const torn = [...document.querySelectorAll('.diff tr')].filter((row) => tops(row).size > 1);
  return [document.querySelectorAll('.diff tr.pair').length, torn.map((row) => row.textContent)];
})()`;

/** The runs that the home page shows as having changed something. */
export const CHANGED_RUNS = `[...document.querySelectorAll('article.change')].map((one) => ({
  run: Number(one.querySelector('h3 .run').textContent),
  headline: one.querySelector('.headline').firstChild.textContent,
}))`;

/** Of each partition on the home page, the run since which it is the same. */
export const RUNNING_SINCE = `Object.fromEntries([...document.querySelectorAll('.now > li')].map((one) =>
  [one.querySelector('.chip').textContent, Number(one.querySelector('a.run').textContent)]))`;

/** The changes of a run page: partition, parameter and kind, and whether the difference shows anything. */
export const RUN_CHANGES = `[...document.querySelectorAll('[aria-labelledby="changed"] article.entry')].flatMap((one) =>
  [...one.querySelectorAll('h3 .chip')].map((chip) => ({
    partition: chip.textContent,
    parameter: one.querySelector('.name').textContent,
    kind: one.querySelector('.tag')?.textContent ?? 'changed',
    isShown: one.querySelector('.plain, .diff .add, .diff .del') !== null,
  })))`;

/** The rows of the status table. */
export const STATUS_ROWS = `Object.fromEntries([...document.querySelectorAll('#status tr')].map((row) =>
  [row.dataset.key, row.querySelector('td').innerText]))`;

/** An Atom feed as a browser reads it; `error`: why it is no XML. */
export interface Feed {
  readonly error: string;
  readonly root: string;
  readonly id: string;
  readonly updated: string;
  readonly entries: readonly { readonly id: string; readonly updated: string; readonly text: string }[];
}

/** The expression that reads a feed. */
export function readFeed(xml: string): string {
  return `(() => {
    const { documentElement: root } = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
    const text = (of, name) => [...of.children].find((one) => one.localName === name)?.textContent ?? '';
    return {
      error: root.querySelector('parsererror')?.textContent ?? '',
      root: root.localName,
      id: text(root, 'id'),
      updated: text(root, 'updated'),
      entries: [...root.children].filter((one) => one.localName === 'entry').map((one) => ({
        id: text(one, 'id'), updated: text(one, 'updated'), text: text(one, 'title') + ' ' + text(one, 'content'),
      })),
    };
  })()`;
}

/** What a page is made of. */
export interface Inspection {
  /** Attributes that run something, links that lead out of the site, scripts that are not its own. */
  readonly dangers: readonly string[];
  /** How many elements there are of which name with which attributes. */
  readonly shape: Readonly<Record<string, number>>;
  /** The text of the main part. */
  readonly text: string;
}

/** The expression that takes a page apart. */
export const INSPECTION = `(() => {
  const dangers = [];
  const shape = {};
  for (const one of document.querySelectorAll('*')) {
    // A link that script adds in its own time.
    if (one.closest('[data-go="next-changed"]') !== null) continue;
    const names = one.getAttributeNames().sort();
    const key = one.localName + ' ' + names.join(' ');
    shape[key] = (shape[key] ?? 0) + 1;
    dangers.push(...names.filter((name) => /^on|^style$|^srcdoc$/.test(name)));
    for (const link of [one.href?.baseVal, one.href, one.src, one.action]) {
      if (typeof link !== 'string' || link === '') continue;
      if (new URL(link, document.baseURI).origin !== location.origin) dangers.push(link);
    }
    if (one.localName === 'script' && !/\\/assets\\/(?:theme|site|compare)-\\w{8}\\.js$/.test(one.src)) dangers.push('script');
  }
  return { dangers, shape, text: document.querySelector('main').textContent };
})()`;

/** The links of the list of parameters to their pages, over all partitions and of one, by the name of the row. */
export const PARAMETER_LINKS = `[...document.querySelectorAll('.params tbody tr')].flatMap((row) =>
  [...row.querySelectorAll('a:not(.run)')].map((one) => [row.querySelector('.name').textContent, one.href]))`;

/** What the comparison shows: entries, what changed in between, and how much is no change or could not be compared. */
export const COMPARISON = `(() => {
  const chips = (one) => [...one.querySelectorAll('.chip')].map((chip) => chip.textContent).sort();
  const count = (one, sign) => Number(one.querySelector('h3 .' + sign)?.textContent.slice(1) ?? (sign === 'add' ? 1 : 1));
  const plain = (one) => one.querySelector('.plain');
  const number = (one, side) => plain(one) ? (one.querySelector('.plain .' + (side === 'add' ? 'is' : 'was') + ' .none') ? 0 : 1) : count(one, side);
  const way = (list) => {
    if (list?.localName !== 'ul') return [];
    return [...list.children].flatMap((item) => chips(item).map((chip) => {
      const left = /… (\\d+) more …/.exec(item.textContent);
      return [item.querySelector('.name').textContent, chip, item.querySelectorAll('a.run').length + Number(left?.[1] ?? 0)];
    })).sort();
  };
  return {
    entries: [...document.querySelectorAll('#difference article.entry')].map((one) => [
      one.querySelector('h3 .name').textContent,
      chips(one.querySelector('h3')),
      one.querySelector('.tag')?.textContent ?? 'changed',
      number(one, 'add'),
      number(one, 'del'),
    ]),
    route: way([...document.querySelectorAll('#difference h2')].find((one) => one.textContent === 'Runs in between that changed it')?.nextElementSibling),
    changedBack: way(document.querySelector('#difference details.back > div > *')),
    suppressed: Number.parseInt(document.querySelector('#difference details.rest > summary')?.textContent ?? '0', 10),
    notCompared: document.querySelectorAll('#difference ul.plainlist:not(details ul) > li').length,
  };
})()`;

/** The lines that came, and those that went, in order. */
export const CHANGED_LINES = `['add', 'del'].map((kind) =>
  [...document.querySelectorAll('.diff:not(.set, .two) tr.' + kind)].map((row) => row.cells[3].textContent))`;

/** The same as the two columns have them. */
export const CHANGED_SIDES = `['add', 'del'].map((kind) =>
  [...document.querySelectorAll('.diff.two td:nth-child(even).' + kind)].map((cell) => cell.textContent))`;

/** The lines of the newer text that the first difference of a page shows: number and text. */
export const NEWER_LINES = `[...document.querySelector('.entry .lines .diff').rows]
  .filter((row) => row.cells.length === 4 && row.cells[1].textContent !== '')
  .map((row) => [Number(row.cells[1].textContent), row.cells[3].textContent])`;

/** A result of the search field. */
export interface Hit {
  readonly group: string;
  readonly href: string;
  readonly text: string;
}

/** The results that the search field shows. */
export const HITS = `[...document.querySelectorAll('#hits [role="option"]')].map((one) => ({
  group: one.parentElement.firstElementChild.textContent,
  href: one.href,
  text: one.textContent.replaceAll(/\\s+/g, ' ').trim(),
}))`;

/** Where the result leads that the search field says is chosen. */
export const CHOSEN_HIT = `document.getElementById(document.getElementById('search').getAttribute('aria-activedescendant')).href`;

/** What is there once the search field has answered, and not while a question is open. */
export const ANSWERED = `.hits[aria-busy="false"]`;
