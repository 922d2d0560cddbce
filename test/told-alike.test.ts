import { describe, expect, it } from 'vitest';
import { RULES, openTestArchive } from './support/site-archive.ts';
import { readSurfaces } from './support/surfaces.ts';

const RUN = 362_700;
const KEYS = ['LOCAL_RUNKEY_SELECTED', 'MASTERSNIPPET_SELECTED'];
const rules = { ...RULES, watched: [...RULES.watched, ...KEYS] };
const lines = (...texts: readonly string[]) => texts.join('\n');

type Texts = Readonly<Record<string, string | null>>;

/** A page with its drawn arrows as signs. */
const withArrows = (page: string) => page.replaceAll(/<svg class="to".*?<\/svg>/g, '→');

/** What every surface says of the last of some runs. */
async function tell(...runs: readonly Texts[]) {
  const test = await openTestArchive(rules);
  for (const [index, texts] of runs.entries()) await test.take(RUN + index, texts);
  const told = await readSurfaces(test, RUN + runs.length - 1, rules);
  const page = withArrows(told.surfaces.page)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ');
  return { ...told, ...told.surfaces, page, summary: told.report.summary.lines };
}

/** CFGDOC_TXT of each partition. */
function documents(hbhe: string, hf: string, ho: string): Texts {
  return { 'HCAL_HBHE:CFGDOC_TXT': hbhe, 'HCAL_HF:CFGDOC_TXT': hf, 'HCAL_HO:CFGDOC_TXT': ho };
}

describe('the same edit of several texts is one entry everywhere', () => {
  const before = documents(lines('a', 'b', 'x = 1'), lines('f', 'x = 1', 'g'), lines('x = 1', 'o'));

  it('and JSON has each text with its own values, and where the others are', async () => {
    const after = documents(lines('a', 'b', 'x = 2'), lines('f', 'x = 2', 'g'), lines('x = 2', 'o'));
    const { report, summary, terminal, markdown, message, page, answer } = await tell(before, after);
    expect(report.headline).toBe('3 changes (HBHE 1, HF 1, HO 1)');
    expect(summary[0]).toBe('CFGDOC_TXT (HBHE, HF, HO): +1 −1 lines, the same edit in lines 3, 2, 1');
    expect(terminal).toContain('CFGDOC_TXT (HBHE, HF, HO)  +1 −1, the same edit in lines 3, 2, 1');
    expect(markdown).toContain('## `CFGDOC_TXT` (HBHE, HF, HO) changed, +1 −1, the same edit in lines 3, 2, 1');
    expect(message).toContain('• CFGDOC_TXT (HBHE, HF, HO): +1 −1 lines, the same edit in lines 3, 2, 1');
    expect(page).toContain('The same edit in HBHE line 3, HF line 2, HO line 1; shown is the first.');
    expect([terminal, markdown, message].map((text) => text.split('CFGDOC_TXT').length)).toEqual([2, 2, 2]);
    expect(answer.changes.map((entry) => [entry.partitions, entry.before, entry.after, entry.places?.length])).toEqual(
      ['HBHE', 'HF', 'HO'].map((name) => {
        const key = `HCAL_${name}:CFGDOC_TXT`;
        return [[`HCAL_${name}`], before[key], after[key], 3];
      }),
    );
  });

  it('but for the one that has another edit as well', async () => {
    const after = documents(lines('a', 'b', 'x = 2'), lines('f', 'x = 2', 'g'), lines('x = 2', 'p'));
    const { report, summary, terminal, message } = await tell(before, after);
    expect(report.headline).toBe('3 changes (HBHE 1, HF 1, HO 1)');
    expect(summary.slice(0, 2)).toEqual([
      'CFGDOC_TXT (HBHE, HF): +1 −1 lines, the same edit in lines 3, 2',
      'CFGDOC_TXT (HO): +2 −2 lines',
    ]);
    expect(terminal).toContain('CFGDOC_TXT (HBHE, HF)  +1 −1, the same edit in lines 3, 2');
    expect(message).toContain('• CFGDOC_TXT (HO): +2 −2 lines');
  });

  it('but for the one in which it is the other way round', async () => {
    const back = documents(lines('a', 'b', 'x = 1'), lines('f', 'x = 1', 'g'), lines('x = 2', 'o'));
    const after = documents(lines('a', 'b', 'x = 2'), lines('f', 'x = 2', 'g'), lines('x = 1', 'o'));
    const { report, summary } = await tell(back, after);
    expect(report.headline).toBe('3 changes (HBHE 1, HF 1, HO 1)');
    expect(summary.slice(0, 2)).toEqual([
      'CFGDOC_TXT (HBHE, HF): +1 −1 lines, the same edit in lines 3, 2',
      'CFGDOC_TXT (HO): +1 −1 lines',
    ]);
  });

  it('however many lines the texts have, and where a document is empty but for it', async () => {
    const long = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    const [old, now] = ['x = 1', 'x = 2'].map((line) => [lines(...long, line), lines(line, ...long), line] as const);
    const { summary } = await tell(documents(...(old ?? ['', '', ''])), documents(...(now ?? ['', '', ''])));
    expect(summary[0]).toBe('CFGDOC_TXT (HBHE, HF, HO): +1 −1 lines, the same edit in lines 301, 1, 1');
  });

  it('and during the run, too', async () => {
    const test = await openTestArchive(rules);
    const after = documents(lines('a', 'b', 'x = 2'), lines('f', 'x = 2', 'g'), lines('x = 2', 'o'));
    await test.take(RUN, before, { ends: after });
    const { surfaces, markdown, answer } = await readSurfaces(test, RUN, rules);
    for (const text of [surfaces.terminal, markdown, surfaces.message]) {
      expect(text).toContain('the same edit in lines 3, 2, 1');
      expect(text.split('CFGDOC_TXT')).toHaveLength(2);
    }
    expect(surfaces.page).toContain('The same edit in HBHE line 3, HF line 2, HO line 1; shown is the first.');
    expect(answer.during.changes).toHaveLength(3);
  });
});

it('what changed during the run compared with is said of those alone that are told of', async () => {
  const test = await openTestArchive(rules);
  const tags = (tag: string): Texts => ({ 'HCAL_HBHE:HCAL_TAG': tag, 'HCAL_HF:HCAL_TAG': tag });
  await test.take(RUN, tags('v1'), { ends: { 'HCAL_HBHE:HCAL_TAG': 'v2' } });
  await test.take(RUN + 1, tags('v2'));
  const { surfaces, tellOf } = await readSurfaces(test, RUN + 1, rules);
  expect(surfaces.message).toContain(`HCAL_TAG (HBHE, HF): v1 → v2, as already changed in HBHE during run ${RUN}\n`);
  expect(tellOf('HCAL_HBHE').message).toContain(`HCAL_TAG (HBHE): v1 → v2, as already changed during run ${RUN}\n`);
  expect(tellOf('HCAL_HF').message).toContain('HCAL_TAG (HF): v1 → v2\n');
});

describe('a run compared with in place of the base run, whose reading is unreadable (rule 7), is named everywhere', () => {
  const unreadable = { kind: 'unreadable', why: 'cut off' } as const;
  const tags = (hbhe: string, hf: string): Texts => ({ 'HCAL_HBHE:HCAL_TAG': hbhe, 'HCAL_HF:HCAL_TAG': hf });
  const texts = (hf: string, ...crates: readonly string[]): Texts => ({
    ...documents('same', hf, 'same'),
    'HCAL_HF:HCAL_ICI': lines(...crates),
    'HCAL_HF:HCAL_LPM': lines(...crates),
  });

  it('and the base run only where something was compared with it', async () => {
    const test = await openTestArchive(rules);
    await test.take(RUN, { ...texts('a'), ...tags('v1', 'v1') });
    await test.take(RUN + 1, { ...texts('a'), ...tags('v1', 'v1') }, { raw: { 'HCAL_HF:CFGDOC_TXT': unreadable } });
    await test.take(RUN + 2, { ...texts('b'), ...tags('v1', 'v1') });
    const hf = await readSurfaces(test, RUN + 2, rules);
    const against = `HF against run ${RUN}`;
    expect(hf.report.summary.lines[0]).toBe(`CFGDOC_TXT (HF): a → b, ${against}`);
    expect(hf.surfaces.terminal).toContain(`CFGDOC_TXT (HF)  +1 −1, ${against}\n`);
    expect(hf.markdown).toContain(`## \`CFGDOC_TXT\` (HF) changed, +1 −1, ${against}\n`);
    expect(hf.surfaces.message).toContain(`• CFGDOC_TXT (HF): a → b, ${against}\n`);
    expect(hf.surfaces.message).not.toContain(`against run ${RUN + 1}`);
    expect(hf.tellOf('HCAL_HF').feed).toContain(`CFGDOC_TXT (HF): a → b, ${against}`);
    expect(hf.surfaces.preview).toContain(against);
    const [shown = ''] = withArrows(hf.surfaces.home).split('<article class="change').slice(1);
    expect(shown).toContain(`, ${against}</span>`);
    expect(shown).not.toContain('against <');
    await test.take(RUN + 3, { ...texts('b'), ...tags('v1', 'v1') }, { raw: { 'HCAL_HF:CFGDOC_TXT': unreadable } });
    await test.take(RUN + 4, { ...texts('c'), ...tags('v2', 'v2') });
    const both = await readSurfaces(test, RUN + 4, rules);
    expect(both.surfaces.message).toContain(` · against run ${RUN + 3}\n`);
    expect(both.surfaces.message).toContain(`• CFGDOC_TXT (HF): b → c, HF against run ${RUN + 2}\n`);
    expect(both.surfaces.message).toContain('• HCAL_TAG (HBHE, HF): v1 → v2\n');
    expect(both.tellOf('HCAL_HBHE').message).not.toContain(`run ${RUN + 2}`);
  });

  it('also where two parameters have the very same edit', async () => {
    const test = await openTestArchive(rules);
    await test.take(RUN, texts('a', 'x', 'y = 1'));
    await test.take(RUN + 1, texts('a', 'x', 'y = 1'), { raw: { 'HCAL_HF:HCAL_LPM': unreadable } });
    await test.take(RUN + 2, texts('a', 'x', 'y = 2'));
    const { surfaces } = await readSurfaces(test, RUN + 2, rules);
    expect(surfaces.message).toContain('• HCAL_ICI (HF): +1 −1 lines\n');
    expect(surfaces.message).toContain(`• HCAL_LPM (HF): +1 −1 lines, HF against run ${RUN}\n`);
  });

  it('and so it is of a run key', async () => {
    const test = await openTestArchive(rules);
    const key = 'HCAL_HF:LOCAL_RUNKEY_SELECTED';
    await test.take(RUN, { [key]: 'led' });
    await test.take(RUN + 1, { [key]: 'led' }, { raw: { [key]: unreadable } });
    await test.take(RUN + 2, { [key]: 'pp' });
    const { report, surfaces } = await readSurfaces(test, RUN + 2, rules);
    expect(report.summary.lines[0]).toBe(`Run key led → pp (HF), HF against run ${RUN}`);
    expect(surfaces.message).toContain(`• Run key led → pp (HF), HF against run ${RUN}\n`);
  });
});

describe('a run key heads what it brought', () => {
  const RUNKEY = (...values: readonly [string, string]): Texts => ({
    'HCAL_HBHE:LOCAL_RUNKEY_SELECTED': values[0],
    'HCAL_HF:LOCAL_RUNKEY_SELECTED': values[1],
  });
  const tags = (hbhe: string, hf: string): Texts => ({ 'HCAL_HBHE:HCAL_TAG': hbhe, 'HCAL_HF:HCAL_TAG': hf });

  it('what is not as last time is not said to be, even where it was so before', async () => {
    const pp = RUNKEY('pp', 'pp');
    const { summary, terminal, message } = await tell(
      { ...pp, ...tags('v1', 'v1') },
      { ...RUNKEY('led', 'led'), ...tags('v0', 'v0') },
      { ...pp, ...tags('v2', 'v2') },
      { ...RUNKEY('led', 'led'), ...tags('v0', 'v0') },
      { ...pp, ...tags('v1', 'v2') },
    );
    expect(summary.slice(0, 3)).toEqual([
      'Run key led → pp (HBHE, HF); 1 more follows from it, as last time',
      'HCAL_TAG (HBHE): v0 → v1',
      'HCAL_TAG (HF): v0 → v2',
    ]);
    expect(terminal).toContain('Run key led → pp (HBHE, HF); 1 more follows from it, as last time');
    expect(message).toContain(
      'Run key led → pp (HBHE, HF); 1 more follows from it, as last time: HCAL_TAG (HF)\n• HCAL_TAG (HBHE): v0 → v1',
    );
  });

  it('of two keys that changed at once each counts what follows from it alone', async () => {
    const { summary, terminal, message, page } = await tell(
      { ...RUNKEY('pp', 'hi'), ...tags('v1', 'w1') },
      { ...RUNKEY('led', 'ped'), ...tags('v0', 'w0') },
      { ...RUNKEY('pp', 'hi'), ...tags('v1', 'w1') },
    );
    const told = [
      'Run key led → pp (HBHE); 1 more follows from it, as last time',
      'Run key ped → hi (HF); 1 more follows from it, as last time',
    ];
    expect(summary.slice(0, 2)).toEqual(told);
    expect(terminal).toContain(told.join('\n'));
    expect(message).toContain(`${told[0]}: HCAL_TAG (HBHE)\n• ${told[1]}: HCAL_TAG (HF)`);
    expect(page.split('1 more follows from it, as last time')).toHaveLength(3);
  });

  it('what came with keys of several values in all its partitions follows, once', async () => {
    const { summary, terminal, message, tellOf } = await tell(
      { ...RUNKEY('pp', 'hi'), ...tags('v1', 'v1') },
      { ...RUNKEY('led', 'ped'), ...tags('v0', 'v0') },
      { ...RUNKEY('pp', 'hi'), ...tags('v1', 'v1') },
    );
    expect(summary.slice(0, 3)).toEqual([
      'Run key led → pp (HBHE); 1 more follows from it, as last time',
      'Run key ped → hi (HF)',
      'HCAL_TAG (HBHE, HF): v0 → v1',
    ]);
    expect(terminal).toContain('(HBHE); 1 more follows from it, as last time\nRun key ped → hi (HF)\n');
    expect(message).toContain('as last time: HCAL_TAG (HBHE, HF)\n• Run key ped → hi (HF)\n');
    // Who follows one partition reads of all its changes, below its own key.
    for (const [partition, key] of [
      ['HBHE', 'led → pp'],
      ['HF', 'ped → hi'],
    ] as const) {
      const told = tellOf(`HCAL_${partition}`);
      const words = `Run key ${key} (${partition}); 1 more follows from it, as last time`;
      expect(told.feed).toBe(`${words}\nHCAL_TAG (${partition}): v0 → v1`);
      expect(told.message).toContain(`${words}: HCAL_TAG (${partition})\n`);
    }
  });

  it('what came with a snippet that followed from the key of another partition stands for itself where that is not told of', async () => {
    const all = (key: string, hf: string, tag: string): Texts => ({
      'HCAL_HBHE:LOCAL_RUNKEY_SELECTED': key,
      'HCAL_HBHE:MASTERSNIPPET_SELECTED': `${key}/hbhe.xml`,
      'HCAL_HF:MASTERSNIPPET_SELECTED': hf,
      ...tags(tag, tag),
    });
    const { report, tellOf } = await tell(all('pp', 'a', 'v1'), all('led', 'b', 'v0'), all('pp', 'a', 'v1'));
    expect(report.headline).toBe('5 changes (HBHE 3, HF 2)');
    expect(tellOf('HCAL_HF').feed).toBe('Master snippet b → a (HF)\nHCAL_TAG (HF): v0 → v1');
  });

  it('keys that differ in white space alone are one, with all that follows from both', async () => {
    const { summary, report } = await tell(
      { ...RUNKEY('pp', 'pp '), ...tags('v1', 'w1') },
      { ...RUNKEY('led', 'led'), ...tags('v0', 'w0') },
      { ...RUNKEY('pp', 'pp '), ...tags('v1', 'w1') },
    );
    expect(report.headline).toBe('4 changes (HBHE 2, HF 2)');
    expect(summary.slice(0, 3)).toEqual([
      'Run key led → pp (HBHE, HF); 2 more follow from it, as last time',
      'HCAL_TAG (HBHE): v0 → v1',
      'HCAL_TAG (HF): w0 → w1',
    ]);
  });

  it('one that could not be read before explains nothing, and what changed stands for itself', async () => {
    const test = await openTestArchive(rules);
    const unread = { 'HCAL_HF:LOCAL_RUNKEY_SELECTED': { kind: 'unreadable', why: 'cut off' } } as const;
    await test.take(RUN, { ...tags('v1', 'v1') }, { raw: unread });
    await test.take(RUN + 1, { 'HCAL_HF:LOCAL_RUNKEY_SELECTED': 'pp', ...tags('v1', 'v2') });
    const { report, surfaces } = await readSurfaces(test, RUN + 1, rules);
    expect(report.headline).toBe('1 change (HF 1); not compared: HF LOCAL_RUNKEY_SELECTED unreadable');
    expect(report.summary.lines.slice(0, 3)).toEqual([
      'HCAL_TAG (HF): v1 → v2',
      'HO, Laser not there',
      'LOCAL_RUNKEY_SELECTED (HF): not compared, cut off',
    ]);
    expect(surfaces.message).not.toContain('follow');
  });

  it('two snippets under one run key follow from it, once, and the counts are those of changes', async () => {
    const all = (key: string, snippet: string, tag: string): Texts => ({
      ...RUNKEY(key, key),
      'HCAL_HBHE:MASTERSNIPPET_SELECTED': `${snippet}/hbhe.xml`,
      'HCAL_HF:MASTERSNIPPET_SELECTED': `${snippet}/hf.xml`,
      ...tags(tag, tag),
    });
    const runs = [all('pp', 'a', 'v1'), all('led', 'b', 'v0'), all('pp', 'a', 'v1')] as const;
    const { report, summary, terminal } = await tell(...runs);
    expect(report.headline).toBe('6 changes (HBHE 3, HF 3)');
    expect(summary[0]).toBe('Run key led → pp (HBHE, HF); 3 more follow from it, as last time');
    expect(terminal).toContain(summary[0]);
    const counts = report.entries.map(({ partitions }) => partitions.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  });
});

describe('XML is told by element and attribute', () => {
  const snippet = (...crates: readonly string[]) => lines('<userXML>', ...crates, '</userXML>');
  const first = { 'HCAL_HF:CFGDOC_TXT': snippet('  <Crate id="3" slot="4"/>', '  <Crate id="5" slot="1"/>') };

  it('everywhere, with the text beside it on the page and the terminal', async () => {
    const { report, summary, terminal, markdown, message, page, home, answer } = await tell(first, {
      'HCAL_HF:CFGDOC_TXT': snippet('  <Crate id="3" slot="5"/>', '  <Crate id="5" slot="1"/>', '  <Crate id="6"/>'),
    });
    const told = ['<Crate id=3>: attribute slot 4 → 5 (+1)', '<Crate id=6> added'];
    expect(report.headline).toBe('1 change (HF 1)');
    expect(summary[0]).toBe(`CFGDOC_TXT (HF): ${told.join('; ')}`);
    expect(answer.changes[0]).toMatchObject({ xml: told, added: 2, removed: 1 });
    for (const words of told) {
      expect([terminal, message, markdown].map((text) => text.includes(words))).toEqual([true, true, true]);
      const escaped = words.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      expect([page, withArrows(home)].map((text) => text.includes(escaped))).toEqual([true, true]);
    }
    expect(terminal).toContain('−   <Crate id="3" slot="4"/>');
    expect(page).toContain('&lt;Crate id=&quot;6&quot;/&gt;');
  });

  it('each text by its own elements where the same line changed in others', async () => {
    const crate = (id: number, slot: number) =>
      snippet(`  <Crate id="${id}">`, `    <slot n="${slot}"/>`, '  </Crate>');
    const texts = (slot: number) => ({
      'HCAL_HBHE:CFGDOC_TXT': crate(3, slot),
      'HCAL_HF:CFGDOC_TXT': crate(7, slot),
      'HCAL_HO:CFGDOC_TXT': crate(9, slot),
    });
    const { message, answer, tellOf } = await tell(texts(4), texts(5));
    const told = (id: number) => `<Crate id=${id}> › <slot>: attribute n 4 → 5 (+1)`;
    expect(message).toContain(`CFGDOC_TXT (HBHE, HF, HO): ${told(3)}, the same edit in lines 3, 3, 3`);
    expect(tellOf('HCAL_HF').message).toContain(`CFGDOC_TXT (HF): ${told(7)}\n`);
    expect(tellOf('HCAL_HF').feed).toBe(`CFGDOC_TXT (HF): ${told(7)}`);
    expect(answer.changes.map(({ xml }) => xml)).toEqual([[told(3)], [told(7)], [told(9)]]);
  });

  it('and what a formatter did is only layout', async () => {
    const { report, summary, terminal, markdown, message, page, home, answer } = await tell(first, {
      'HCAL_HF:CFGDOC_TXT': snippet("<Crate slot='4' id='3'/>", '<Crate', '  id="5"', '  slot="1"/>'),
    });
    expect(report.headline).toBe('1 change (HF 1)');
    expect(summary[0]).toBe('CFGDOC_TXT (HF): only layout');
    expect(answer.changes[0]?.xml).toEqual([]);
    expect([terminal, markdown, message, home].map((text) => text.includes('only layout'))).toEqual(
      Array(4).fill(true),
    );
    expect(page).toContain('Only layout differs.');
  });
});
