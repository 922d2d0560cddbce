import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readTruth } from '../support/truth.ts';
import { openStage, type Stage } from './browser.ts';
import * as inPage from './in-page.ts';
import { readTags } from './markup.ts';

const sample = inject('sample');
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');
const site = join(sample.folder, 'site');

/** The one other system that pages link to, by the default of the setting `links`. */
const ELSEWHERE = /^https:\/\/cmsoms\.cern\.ch\/cms\/runs\/report\?cms_run=\d+$/;

/** A link or a source of a file. */
interface Link {
  readonly file: string;
  readonly link: string;
}

let files: ReadonlySet<string>;
let links: readonly Link[];
/** The ids of every page. */
let ids: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const entries = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  files = new Set(entries.map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1)));
  const tags = [...files].filter(isMarkup).map((file) => ({ file, tags: readTags(read(file)) }));
  const all = tags.flatMap(({ file, tags: ofFile }) =>
    ofFile.flatMap((tag) => linksOf(tag.attributes).map((link) => ({ file, link }))),
  );
  links = all.filter(({ link }) => !ELSEWHERE.test(link));
  ids = new Map(tags.map((one) => [one.file, one.tags.flatMap(({ attributes }) => attributes['id'] ?? [])] as const));
});

function isMarkup(file: string): boolean {
  return /\.(?:html|xml|svg)$/.test(file);
}

function read(file: string): string {
  return readFileSync(join(site, file), 'utf8');
}

function linksOf(attributes: Readonly<Record<string, string>>): string[] {
  return ['href', 'src', 'data-status', 'srcset', 'action'].flatMap((name) => attributes[name] ?? []);
}

/** The file that a static server gives for a link, and the fragment of the link. */
function resolve({ file, link }: Link): { file: string; fragment: string } {
  const [address = '', fragment = ''] = link.split('#');
  const [path = ''] = address.split('?');
  if (path === '') return { file, fragment };
  const target = posix.join('/', posix.dirname(file), decodeURIComponent(path)).slice(1);
  return { file: target === '' || target.endsWith('/') ? `${target}index.html` : target, fragment };
}

/** The 404 page stands for addresses at any depth, so it alone counts from the root of the host. */
const isNotFound = ({ file }: Link) => file === '404.html';

describe('links', () => {
  it('are relative', () => {
    expect(links.length).toBeGreaterThan(10_000);
    const absolute = links.filter((one) => /^(?:\/|\\|[a-z][a-z0-9+.-]*:)/i.test(one.link));
    expect(absolute.filter((one) => !isNotFound(one))).toEqual([]);
    for (const { link } of links.filter(isNotFound)) expect(link).toMatch(/^(?:\/(?!\/)|#)/);
  });

  it('stay in the site and lead to a file', () => {
    const climbing = links.filter(({ file, link }) => {
      const ups = link.split('/').filter((segment) => segment === '..').length;
      return ups > file.split('/').length - 1;
    });
    expect(climbing).toEqual([]);
    const dead = links.filter((one) => !files.has(resolve(one).file)).map(({ file, link }) => `${file}: ${link}`);
    expect(dead).toEqual([]);
  });

  it('with a fragment lead to an id of their page', () => {
    const withFragment = links.filter(({ link }) => link.includes('#'));
    expect(withFragment.length).toBeGreaterThan(500);
    const dead = withFragment.filter((one) => {
      const { file, fragment } = resolve(one);
      return ids.get(file)?.includes(decodeURIComponent(fragment)) !== true;
    });
    expect(dead.map(({ file, link }) => `${file}: ${link}`)).toEqual([]);
  });

  it('lead to every page from the home page', () => {
    const reached = new Set(['index.html']);
    const targets = new Map([...files].map((file) => [file, new Set<string>()]));
    for (const one of links) targets.get(one.file)?.add(resolve(one).file);
    for (const file of reached) for (const target of targets.get(file) ?? []) reached.add(target);
    const lost = [...files].filter((file) => /\.(?:html|xml)$/.test(file) && !reached.has(file));
    expect(lost).toEqual(['404.html']);
  });
});

describe('pages', () => {
  it('have each id once', () => {
    const twice = [...ids].flatMap(([file, all]) => {
      return all.filter((id, index) => all.indexOf(id) !== index).map((id) => `${file}: ${id}`);
    });
    expect(twice).toEqual([]);
  });

  it('hold every run and no other', () => {
    const runs = [...files].flatMap((file) => /^runs\/(\d+)\/index\.html$/.exec(file)?.[1] ?? []);
    expect(runs.map(Number).sort((a, b) => a - b)).toEqual(truth.map(({ run }) => run));
  });

  const kinds: Readonly<Record<string, () => string>> = {
    home: () => 'index.html',
    runs: () => 'runs/index.html',
    'a block': () => 'runs/thousand/393/index.html',
    'the first run': () => `runs/${truth[0]?.run}/index.html`,
    'the newest run': () => `runs/${truth.at(-1)?.run}/index.html`,
    'a run with changes': () => `runs/${truth.findLast((run) => (run.changes?.length ?? 0) > 3)?.run}/index.html`,
    'a run that never ran': () => `runs/${truth.find(({ kind }) => kind === 'never-ran')?.run}/index.html`,
    'a run without HCAL': () => `runs/${truth.find(({ kind }) => kind === 'hcal-out')?.run}/index.html`,
    'a run without stop': () => `runs/${truth.find((run) => run.start !== null && run.stop === null)?.run}/index.html`,
    'a run without a partition': () =>
      `runs/${truth.find((run) => run.partitions?.['HCAL_HO'] === 'out')?.run}/index.html`,
    parameters: () => 'parameters/index.html',
    'a parameter': () => 'parameters/HCAL_HBHE/HCAL_uHTRManager_zsSimpleThreshold/index.html',
    'a list': () => [...files].find((file) => file.endsWith('MASKED_RESOURCES/index.html')) ?? '',
    'a document': () => 'parameters/HCAL_HF/CFGDOC_TXT/index.html',
    status: () => 'status/index.html',
    data: () => 'api/index.html',
    'not found': () => '404.html',
  };

  it.each(Object.entries(kinds))('%s: valid HTML', async (_kind, find) => {
    const { results } = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateFile(
      join(site, find()),
    );
    const messages = results.flatMap((result) => result.messages);
    expect(messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`)).toEqual([]);
  });
});

describe('feeds', () => {
  let stage: Stage;
  beforeAll(async () => void (stage = await openStage(site)));
  afterAll(() => stage.close());

  it('are well-formed and hold the newest runs with changes, each with an id of its own', async () => {
    const { page } = await stage.open();
    await page.goto(stage.url);
    const changed = truth.filter(({ changes }) => (changes?.length ?? 0) > 0).reverse();
    const all: string[] = [];
    for (const partition of [null, 'HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser']) {
      const file = partition === null ? 'feed.xml' : `feeds/${partition}.xml`;
      const feed = await page.evaluate<inPage.Feed>(inPage.readFeed(read(file)));
      const runs = changed
        .filter(({ changes }) => partition === null || changes?.some((change) => change.partition === partition))
        .slice(0, 30);
      expect(feed).toMatchObject({ error: '', root: 'feed', updated: runs[0]?.start });
      expect(feed.entries).toEqual(
        runs.map(({ run, start }) => ({
          id: expect.stringMatching(new RegExp(`:run:${run}\\b`)) as string,
          updated: start,
          text: expect.stringMatching(new RegExp(`^Run ${run}: \\d+ change`)) as string,
        })),
      );
      all.push(feed.id, ...feed.entries.map(({ id }) => id));
    }
    expect(new Set(all).size).toBe(all.length);
    const ofParameters = [...files].filter((file) => /^parameters\/.*\.xml$/.test(file));
    expect([...files].filter((file) => file.endsWith('.xml'))).toHaveLength(5 + ofParameters.length);
    expect(ofParameters.length).toBeGreaterThan(80);
    for (const file of ofParameters) {
      const feed = await page.evaluate<inPage.Feed>(inPage.readFeed(read(file)));
      const [, partition, parameter] = file.split('/');
      const runs = changed.filter(({ changes }) =>
        changes?.some((change) => change.partition === partition && change.parameter === parameter),
      );
      expect(feed).toMatchObject({ error: '', root: 'feed' });
      expect(feed.entries.map(({ updated }) => updated)).toEqual(runs.slice(0, 30).map(({ start }) => start));
    }
    await page.context().close();
  });
});
