import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { NewFile } from '../../archive/store/write-file.ts';
import { HOSTILE, RULES, openTestArchive, SITE, STORY, type TestArchive } from '../../test/support/site-archive.ts';
import { shardOf } from './search/format/words.ts';
import type { ParametersFile } from './search/schema.ts';
import { planPages } from './plan.ts';
import { publishPages, toAddresses } from './publish.ts';
import type { SiteSettings as PublishSettings } from '../config/schema.ts';

/** A run with HF alone, which has what it had before but for its tag. */
const HF = { 'HCAL_HF:FM_ROLE': 'Level2_HF', 'HCAL_HF:HCAL_TAG': 'v3' } as const;
const ALONE = { emptyFms: ['HCAL_HBHE', 'HCAL_HO'] } as const;

const folders: string[] = [];

function settings(): PublishSettings {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  folders.push(folder);
  return { ...SITE, site: join(folder, 'site'), zone: 'Europe/Zurich' };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function publish(test: TestArchive, paths: readonly string[] | null, into: PublishSettings) {
  const plan = planPages(test.archive, { rules: RULES, zone: into.zone }, paths);
  return toAddresses(await publishPages(test.archive, RULES, plan, into));
}

async function tellStory(): Promise<TestArchive> {
  const test = await openTestArchive();
  for (const step of STORY) await step(test);
  return test;
}

/** The site of the story, published once, and the addresses that were written. */
const whole = mkdtempSync(join(tmpdir(), 'publish-whole-'));
let firstWritten: readonly string[];
beforeAll(async () => {
  const into = { ...settings(), site: join(whole, 'site') };
  ({ written: firstWritten } = await publish(await tellStory(), null, into));
});
afterAll(() => rmSync(whole, { recursive: true }));

/** The archive of the story, and a copy of its site. */
async function publishStory(): Promise<{ test: TestArchive; into: PublishSettings }> {
  const into = settings();
  cpSync(join(whole, 'site'), into.site, { recursive: true, preserveTimestamps: true });
  return { test: await tellStory(), into };
}

/** Every file of a site by path, with its text. */
function readSite(folder: string, below = ''): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (!entry.isDirectory()) files.set(path, readFileSync(join(folder, path), 'utf8'));
    else for (const [file, text] of readSite(folder, path)) files.set(file, text);
  }
  return files;
}

/** The files that two sites do not have in common, byte for byte. */
function differingFiles(a: PublishSettings, b: PublishSettings): string[] {
  const [left, right] = [readSite(a.site), readSite(b.site)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((file) => left.get(file) !== right.get(file));
}

it('every page lets no script run but those of the site, says so before the first of them, and has none of its own', () => {
  const pages = [...readSite(join(whole, 'site'))].filter(([file]) => file.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(30);
  for (const [file, text] of pages) {
    const before = text.slice(0, text.indexOf('<script'));
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(before) ?? [];
    expect({ file, policy }).toEqual({
      file,
      policy: "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'",
    });
    expect({ file, own: text.match(/<script(?![^>]* src=")[^>]*>|<[^>]* (?:on\w+|style)="|="javascript:/g) }).toEqual({
      file,
      own: null,
    });
  }
});

describe('publishPages', () => {
  it('makes the same site step by step and at once', async () => {
    const [steps, once] = [settings(), settings()];
    const test = await openTestArchive();
    let paths: string[] | null = null;
    for (const step of STORY) {
      paths = await step(test);
      await publish(test, readdirSyncOrNone(steps.site).length === 0 ? null : paths, steps);
    }
    await publish(test, null, once);
    expect(differingFiles(steps, once)).toEqual([]);
  });

  it('makes the same site when a run is late, read again, or a gap is closed', async () => {
    const [{ test, into: steps }, once] = [await publishStory(), settings()];
    const again = { 'HCAL_HBHE:HCAL_TAG': 'v7', 'HCAL_HF:HCAL_TAG': 'v1', 'HCAL_HO:HCAL_TAG': 'v1' };
    const long = { ...again, 'HCAL_HF:CFGDOC_TXT': 'a line\n'.repeat(300) };
    for (const step of [
      () => test.take(362991, again),
      () => test.take(363001, again, { start: '2025-10-04T09:00:00Z' }),
      () => test.line(362998, 'hcal-out', 'CMS.LVL0:HCAL says Out'),
      () => test.line(363008, 'never-ran', 'no RC_STATE row says Running'),
      () => test.take(362991, { ...again, 'HCAL_HBHE:HCAL_TAG': 'v1' }),
      () => test.take(363002, long, { start: '2025-10-04T10:00:00Z' }),
      () => test.take(362991, { ...long, 'HCAL_HF:CFGDOC_TXT': 'another line\n'.repeat(300) }),
      // What held from one block into the next is not there any more.
      () => test.take(362991, again),
    ]) {
      await publish(test, await step(), steps);
    }
    await publish(test, null, once);
    expect(differingFiles(steps, once)).toEqual([]);
  });

  it('makes the same site when a later reading says that what a run brought was absent before', async () => {
    const [{ test, into: steps }, once] = [await publishStory(), settings()];
    const texts = { ...HF, 'HCAL_HF:CFGDOC_TXT': 'a' };
    const unreadable = { raw: { 'HCAL_HF:HCAL_LATE': { kind: 'unreadable', why: 'cut off' } } } as const;
    for (const step of [
      () => test.take(362985, texts, { ...ALONE, ...unreadable }),
      () => test.take(362986, { ...texts, 'HCAL_HF:HCAL_LATE': 'v1' }, ALONE),
      () => test.take(362985, texts, ALONE),
    ]) {
      await publish(test, await step(), steps);
    }
    const search = JSON.parse(readFileSync(join(steps.site, 'search/parameters.json'), 'utf8')) as ParametersFile;
    const ofHf = search.partitions.find(({ partition }) => partition === 'HCAL_HF')?.parameters;
    // Absent, `v1`, and gone with the story.
    expect(ofHf?.find(([name]) => name === 'HCAL_LATE')).toEqual(['HCAL_LATE', null, 362990, 2]);
    await publish(test, null, once);
    expect(differingFiles(steps, once)).toEqual([]);
  });

  it('touches the page of a week with runs of that week only, and that of the week before once, to lead on', async () => {
    const [{ test, into: steps }, once] = [await publishStory(), settings()];
    const texts = { 'HCAL_HF:HCAL_TAG': 'v3' };
    const weeksOf = async (paths: readonly string[]) => {
      const { written } = await publish(test, paths, steps);
      return written.filter((url) => url.startsWith('/weeks/')).sort();
    };
    const [w40, w41, w43] = ['/weeks/2025-W40/', '/weeks/2025-W41/', '/weeks/2025-W43/'];
    // Monday begins in Zurich at ten in the evening.
    expect(await weeksOf(await test.take(363010, texts, { start: '2025-10-05T21:59:59Z' }))).toEqual([w40]);
    expect(await weeksOf(await test.take(363011, HF, { start: '2025-10-05T22:00:00Z' }))).toEqual([w40, w41]);
    expect(await weeksOf(await test.take(363012, texts, { start: '2025-10-06T12:00:00Z' }))).toEqual([w41]);
    expect(await weeksOf(await test.line(363013, 'gap', 'ORA-01013'))).toEqual([w41]);
    expect(await weeksOf(await test.take(363014, HF, { start: '2025-10-20T12:00:00Z' }))).toEqual([w41, w43]);
    expect(await weeksOf(await test.take(363013, texts, { start: '2025-10-08T12:00:00Z' }))).toEqual([w41]);
    expect(await weeksOf(await test.take(363011, texts, { start: '2025-10-06T22:00:00Z' }))).toContain(w41);
    await publish(test, null, once);
    expect(differingFiles(steps, once)).toEqual([]);
  });

  it('lists a block by the weeks that its runs count with, also where they began blocks before', async () => {
    const [test, steps, once] = [await openTestArchive(), settings(), settings()];
    for (const run of [361001, 361002]) await test.take(run, HF, { ...ALONE, start: '2025-10-01T12:00:00Z' });
    await test.line(362001, 'gap', 'ORA-01013');
    await test.line(363001, 'gap', 'ORA-01013');
    await publish(test, null, steps);
    const page = join(steps.site, 'runs/thousand/363/index.html');
    const weeks = () => readFileSync(page, 'utf8').match(/\d{4}-W\d\d(?=<)/g);
    expect(weeks()).toEqual(['2025-W40']);
    await publish(test, await test.take(361002, HF, { ...ALONE, start: '2025-10-08T12:00:00Z' }), steps);
    expect(weeks()).toEqual(['2025-W41']);
    await publish(test, null, once);
    expect(differingFiles(steps, once)).toEqual([]);
  });

  it('writes nothing when nothing changed, whatever the clock says', async () => {
    const { test, into } = await publishStory();
    const second = await publish(test, null, into);
    expect(second.written).toEqual([]);
    expect(second.unchanged).toHaveLength(firstWritten.length);
    expect(second.removed).toEqual([]);
  });

  it('touches only what a new run changes', async () => {
    const { test, into } = await publishStory();
    const { written } = await publish(
      test,
      await test.take(363010, { 'HCAL_HF:HCAL_TAG': 'v3' }, { emptyFms: ['HCAL_HBHE', 'HCAL_HO'] }),
      into,
    );
    const pages = written.filter((url) => !url.startsWith('/api/')).sort();
    expect(pages).toContain('/parameters/HCAL_HF/HCAL_TAG/');
    expect(pages.filter((url) => /^\/runs\/\d/.test(url))).toEqual(['/runs/363009/', '/runs/363010/']);
    expect(pages).not.toContain('/runs/thousand/362/');
    expect(pages.filter((url) => url.startsWith('/weeks/'))).toEqual(['/weeks/2025-W40/']);
  });

  it('rewrites of what search reads only what a new run touches', async () => {
    const { test, into } = await publishStory();
    const shards = (terms: readonly string[]) => terms.map((term) => `/search/values/${shardOf(term)}.bin`);
    const searched = async (paths: readonly string[]) => {
      const { written } = await publish(test, paths, into);
      return written.filter((url) => url.startsWith('/search/')).sort();
    };
    expect(await searched(await test.take(363010, HF, ALONE))).toEqual(
      [
        '/search/parameters.json',
        '/search/starts.bin',
        '/search/runs/363.json',
        ...shards(['v1', 'v3']),
        '/search/blocks.json',
      ].sort(),
    );
    expect(await searched(await test.take(363011, HF, ALONE))).toEqual([
      '/search/blocks.json',
      '/search/runs/363.json',
    ]);
    expect(await searched([])).toEqual([]);
  });

  it('mends what search reads where files of it were lost', async () => {
    const [{ test, into }, anew] = [await publishStory(), settings()];
    rmSync(join(into.site, 'search/blocks.json'));
    rmSync(join(into.site, `search/values/${shardOf('level2_hbhe')}.bin`));
    await publish(test, await test.take(363010, HF, ALONE), into);
    await publish(test, null, anew);
    expect(differingFiles(into, anew)).toEqual([]);
  });

  it('lets no value out of its place', async () => {
    const { into } = await publishStory();
    const files = readSite(into.site);
    const broken = [
      /<script>|<b>asked|<\/td><\/table><script/,
      /<[^>]* (?:style|on\w+)=/,
      /(?![\t\n])\p{Cc}|[\u202E\uFFFE]/u,
    ];
    const guilty = [...files].filter(([file, text]) => {
      const withoutAttributes = text.replaceAll(/="[^"]*"/g, '=""');
      return file.endsWith('.html') && broken.some((pattern) => pattern.test(withoutAttributes));
    });
    expect(guilty.map(([file]) => file)).toEqual([]);
    const run = files.get('runs/363004/index.html') ?? '';
    expect(run).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}{% raw %} ]]&gt;');
    expect(run).toContain('&lt;/td&gt;&lt;/table&gt;&lt;script&gt;');
    expect(run).not.toContain('alert(1)</script>');
    expect([...files.keys()].filter((file) => file.includes('hostile')).map((file) => file.split('/').length)).toEqual([
      4, 3, 4, 4,
    ]);
    expect(HOSTILE.name).toContain('../');
  });

  it('links only to what is there', async () => {
    const { into } = await publishStory();
    expect(deadLinks(into)).toEqual([]);
  });

  it('links to no parameter that could not be read yet', async () => {
    const [{ test, into: steps }, once] = [await publishStory(), settings()];
    const unread = { kind: 'unreadable', why: 'not UTF-8' } as const;
    for (const run of [363010, 363011])
      await publish(test, await test.take(run, HF, { raw: { 'HCAL_HF:HCAL_BROKEN': unread } }), steps);
    for (const page of ['', 'parameters', 'runs/thousand/363'])
      expect(readFileSync(join(steps.site, page, 'index.html'), 'utf8')).toContain('HCAL_BROKEN');
    expect(deadLinks(steps)).toEqual([]);

    await publish(test, await test.take(364001, { ...HF, 'HCAL_HF:HCAL_BROKEN': 'v1' }), steps);
    expect(readFileSync(join(steps.site, 'index.html'), 'utf8')).toContain('href="./parameters/HCAL_BROKEN/"');
    await publish(test, null, once);
    expect(differingFiles(steps, once)).toEqual([]);
  });

  it('copies the archive byte for byte', async () => {
    const { test, into } = await publishStory();
    for (const path of ['format.json', 'runs/362/index.json', 'runs/363/363004.json', 'changes/362/362995.json']) {
      expect(readFileSync(join(into.site, 'api', path), 'utf8')).toBe(test.archive.readText(path));
    }
  });

  it('keeps pages light: a long document shows its five edits, not itself', async () => {
    const { into } = await publishStory();
    const page = join(into.site, 'runs/362995/index.html');
    expect(statSync(page).size).toBeLessThan(25_000);
    expect(readFileSync(page, 'utf8').match(/<tr class="add\b/g)).toHaveLength(5);
  });

  it('removes what nothing leads to, but never status.json', async () => {
    const { test, into } = await publishStory();
    mkdirSync(join(into.site, 'runs/1'));
    writeFileSync(join(into.site, 'runs/1/index.html'), 'old');
    writeFileSync(join(into.site, 'status.json'), '{}');
    expect((await publish(test, null, into)).removed).toEqual(['/runs/1/']);
    expect(readdirSync(join(into.site, 'runs'))).not.toContain('1');
    expect(readdirSync(into.site)).toContain('status.json');
  });

  it('sweeps up what a killed publish left half written', async () => {
    const { test, into } = await publishStory();
    const before = readdirSync(into.site);
    new NewFile(join(into.site, 'runs/index.html'), into.site).append('half a pa');
    expect(readdirSync(into.site)).toHaveLength(before.length + 1);
    await publish(test, [], into);
    expect(readdirSync(into.site)).toEqual(before);
  });

  it('refuses a folder that is somebody else’s', async () => {
    const into = settings();
    mkdirSync(into.site);
    writeFileSync(join(into.site, 'thesis.tex'), 'mine');
    const test = await openTestArchive();
    await expect(publish(test, null, into)).rejects.toMatchObject({ code: 'site' });
    expect(readdirSync(into.site)).toEqual(['thesis.tex']);
  });

  it('takes a folder whose marker was cut short while it was written for its own', async () => {
    const into = settings();
    mkdirSync(into.site);
    for (const name of ['.runinfo-site', 'status.json']) {
      const left = new NewFile(join(into.site, name));
      left.append('half a');
    }
    expect(readdirSync(into.site)).toHaveLength(2);
    await publish(await openTestArchive(), null, into);
    expect(readdirSync(into.site).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says on the pages of an empty archive what would be there', async () => {
    const into = settings();
    await publish(await openTestArchive(), null, into);
    expect(readFileSync(join(into.site, 'index.html'), 'utf8')).toContain('No run is archived yet');
    expect(readFileSync(join(into.site, 'runs/index.html'), 'utf8')).toContain('None is archived yet');
  });

  it('says nothing of how slow a machine is', async () => {
    // Each moment is a third later than the one before, so that whatever comes last took much of the time.
    let now = 1;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now *= 1.3));
    const said = vi.spyOn(console, 'warn').mockReturnValue();
    try {
      await publish(await openTestArchive(), null, settings());
      expect(said.mock.calls).toEqual([]);
    } finally {
      said.mockRestore();
      clock.mockRestore();
    }
  });

  it('works from any current directory', async () => {
    const into = settings();
    const before = process.cwd();
    process.chdir(tmpdir());
    try {
      const { written } = await publish(await tellStory(), null, into);
      expect(written).toContain('/runs/362995/');
    } finally {
      process.chdir(before);
    }
  });
});

/** The links of a site that lead nowhere, but for the one file that no publish writes. */
function deadLinks({ site }: PublishSettings): string[] {
  const files = readSite(site);
  return [...files].flatMap(([file, text]) => {
    if (!file.endsWith('.html') || file === '404.html') return [];
    const links = [...text.matchAll(/ (?:href|src)="([^"#]*)(?:#[^"]*)?"/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => !link.endsWith('status.json') && !files.has(targetOf(file, link)));
    return dead.map((link) => `${file}: ${link}`);
  });
}

/** The file that a plain server gives for a link on a page. */
function targetOf(file: string, link: string): string {
  const { pathname } = new URL(link, `http://x/${file.split('/').map(encodeURIComponent).join('/')}`);
  return decodeURIComponent(pathname)
    .replace(/^\//, '')
    .replace(/(^|\/)$/, '$1index.html');
}

function readdirSyncOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
