import { describe, expect, it } from 'vitest';
import { RULES, openTestArchive, SITE, STORY } from '../../../test/support/site-archive.ts';
import { renderPages } from '../render.ts';
import { addRun, openTiny, tinySnapshot } from '../../../test/support/tiny-archive.ts';
import { changesScope, CHANGES_FEED, PARAMETER_FEED, toFeedEntry } from './feed.ts';
import { toPageView } from './page.ts';
import { SiteContext } from './site-context.ts';

async function makeFeeds(siteUrl: string | null): Promise<Map<string, string>> {
  const test = await openTestArchive();
  for (const step of STORY) await step(test);
  const context = new SiteContext(test.archive, RULES, { ...SITE, siteUrl, zone: 'Europe/Zurich' });
  return renderPages([null, ...RULES.partitions].flatMap((of) => toPageView(context, CHANGES_FEED, of) ?? []));
}

/** Fails where a text is no well-formed XML of the plain kind that a feed is: no comments, no CDATA, few entities. */
function checkXml(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, '')
    .replaceAll(
      /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&[#a-z0-9]+;[^"<&]*)*")*)(\/?)>/g,
      (_, end, name: string, __, empty) => {
        if (end === '/' && open.at(-1) === name) open.pop();
        else if (empty !== '/') open.push(name);
        return '';
      },
    );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toContain('&');
  expect(xml).not.toMatch(/(?![\t\n])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u);
}

describe('feeds', () => {
  it('are well-formed, whatever the values hold', async () => {
    const feeds = await makeFeeds(null);
    expect([...feeds.keys()].sort()).toEqual([
      'feed.xml',
      'feeds/HCAL_HBHE.xml',
      'feeds/HCAL_HF.xml',
      'feeds/HCAL_HO.xml',
      'feeds/HCAL_Laser.xml',
    ]);
    for (const xml of feeds.values()) checkXml(xml);
    expect(feeds.get('feed.xml')).toContain('&lt;script&gt;');
  });

  it('tell runs by stable ids, dated by the run and newest first', async () => {
    const feed = (await makeFeeds('https://hcal.example.org/diff/')).get('feeds/HCAL_HBHE.xml') ?? '';
    const ids = [...feed.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'urn:x-runinfo-differ:feed:HCAL_HBHE',
      'urn:x-runinfo-differ:run:363004:HCAL_HBHE',
      'urn:x-runinfo-differ:run:363001:HCAL_HBHE',
      'urn:x-runinfo-differ:run:362995:HCAL_HBHE',
      'urn:x-runinfo-differ:run:362993:HCAL_HBHE',
    ]);
    expect(feed).toContain('href="https://hcal.example.org/diff/runs/362993/"');
    expect(feed).toContain('<updated>2025-10-04T16:33:00Z</updated>');
    expect(feed).not.toContain('HF');
  });

  it('carry what differs in a text, and say nothing of who was not in', async () => {
    const archive = await openTiny();
    const text = (orbit: number) => `BGo {\n  orbit=${orbit}\n}`;
    for (const run of [401, 402]) addRun(archive, tinySnapshot(run, { 'HCAL_HF:HCAL_LPMCONTROL': text(run) }));
    const context = new SiteContext(archive, RULES, SITE);
    const report = context.report(402);
    const content = report === null ? '' : toFeedEntry(context, report, changesScope('HCAL_HF')).content;
    expect(content.split('\n')).toEqual([
      'HCAL_LPMCONTROL (HF): +1 −1 lines',
      '  line 2 › BGo {',
      '  -   orbit=401',
      '  +   orbit=402',
    ]);
    const ofParameter = toPageView(context, PARAMETER_FEED, 'parameters/HCAL_HF/HCAL_LPMCONTROL.json');
    const [xml = ''] = (await renderPages(ofParameter === null ? [] : [ofParameter])).values();
    expect(xml).toContain('orbit=402</content>');
  });
});
