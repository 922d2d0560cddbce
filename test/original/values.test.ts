import { describe, expect, it } from 'vitest';
import { toPlain } from '../../jobs/notify/channels/terminal.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { RunSource } from '../../jobs/snapshot/sources/types.ts';
import {
  basesOf,
  changesOf,
  collect,
  collectFrom,
  entriesOf,
  makePlace,
  missing,
  readingIn,
  sharePlace,
  siteFile,
} from './place.ts';
import { LPM, TAG, crate, type Cell, type Cells, type RunStory, type Short } from './run-info.ts';

const one = (partition: Short, parameter: string, cells: Cells): RunStory => ({
  values: { [partition]: { [parameter]: cells } },
});
const ZS = 'HCAL_uHTRManager_DisableZS';

/** Cases that the original tool got wrong or right: "Values", those that one history can tell. */
describe('values in one history', () => {
  const { place, tell } = sharePlace(100);
  const textOf = async (run: number) => (await place.run(['changes', String(run)])).out;
  const pageOf = (run: number) => siteFile(place, `runs/${run}/index.html`);

  const gone = tell(one('HF', LPM, 'a\nb'), {}, one('HF', LPM, 'a\nb'));
  it('missing: a value that went or came is called removed or added', async () => {
    expect(await changesOf(place, gone[1])).toEqual([`HF ${LPM}: a\\nb → (absent)`]);
    expect(await textOf(gone[1])).toMatch(/HCAL_LPMCONTROL \(HF\) removed .*\n  − a\n  − b\n/);
    expect(await changesOf(place, gone[2])).toEqual([`HF ${LPM}: (absent) → a\\nb`]);
    expect(await textOf(gone[2])).toMatch(/HCAL_LPMCONTROL \(HF\) added .*\n  \+ a\n  \+ b\n/);
  });

  const twice = tell(one('HF', TAG, ['A', 'B', 'C']), one('HF', TAG, ['A', 'D']), one('HF', TAG, ['D']));
  it('dup-last-changes: starts are compared, and the last value of a run is kept and shown', async () => {
    expect(await changesOf(place, twice[1])).toEqual([]);
    expect(await changesOf(place, twice[2])).toEqual([`HF ${TAG}: A → D`]);
    const keptEnd = (run: number) => readingIn(place, run, `HCAL_HF:${TAG}`)?.end;
    expect(twice.map(keptEnd)).toEqual([{ kind: 'value', value: 'C' }, { kind: 'value', value: 'D' }, undefined]);
    expect(pageOf(twice[1])).toMatch(/Changed during the run<\/h2>[^]*?HCAL_uHTRManager_TPG_TAG[^]*?>A<[^]*?>D</);
    expect(pageOf(twice[2])).not.toContain('Changed during the run');
  });

  const held = tell(one('HF', TAG, 'v1'), one('HF', TAG, ['not set', 'v1']), one('HF', TAG, 'v1'));
  it('dup-placeholder: a placeholder before the value is no value', async () => {
    expect([await changesOf(place, held[1]), await changesOf(place, held[2])]).toEqual([[], []]);
    expect(readingIn(place, held[1], `HCAL_HF:${TAG}`)).toEqual({ kind: 'value', value: 'v1' });
  });

  const empties = ['[]', '[HCAL_HO]'];
  const [, silent, speaking] = tell(
    one('HO', TAG, 'ho_v1'),
    { silent: ['HO'], emptyFms: empties },
    { ...one('HO', TAG, 'ho_v2'), emptyFms: empties },
  );
  it('dup-empty-fms: the earliest row counts, EMPTY_FMS is no change, and who says nothing is not there', async () => {
    expect(await changesOf(place, silent)).toEqual([]);
    expect(await basesOf(place, silent)).toMatchObject({ HO: 'not-there', HF: silent - 1 });
    expect(await changesOf(place, speaking)).toEqual([`HO ${TAG}: ho_v1 → ho_v2`]);
    expect(await basesOf(place, speaking)).toMatchObject({ HO: silent - 1 });
  });

  const spellings: readonly (readonly [string, readonly Cell[]])[] = [
    ['x', ['x']],
    ['empty', ['']],
    ['null', [null]],
    ['none', []],
  ];
  const pairs = spellings.flatMap(([a, before]) =>
    spellings.flatMap(([b, after]) => (a === b ? [] : [{ name: crate(`_${a}_${b}`), a, b, before, after }])),
  );
  const [, absent] = tell(
    { values: { HF: Object.fromEntries(pairs.map(({ name, before }) => [name, before])) } },
    { values: { HF: Object.fromEntries(pairs.map(({ name, after }) => [name, after])) } },
    { values: { HF: Object.fromEntries(pairs.slice(0, 5).map(({ name }) => [name, 'x'])) } },
  );
  it('empty-null-missing: all are absent, compared as the same, and kept apart in the archive', async () => {
    expect(pairs).toHaveLength(12);
    const differs = pairs.filter(({ a, b }) => a === 'x' || b === 'x');
    const say = (text: string) => (text === 'x' ? 'x' : '(absent)');
    const wanted = differs.map(({ name, a, b }) => `HF ${name}: ${say(a)} → ${say(b)}`);
    expect(await changesOf(place, absent)).toEqual(wanted.sort());
    const kept = { x: { kind: 'value', value: 'x' }, empty: { kind: 'absent', spelling: '' } };
    const all: Record<string, unknown> = { ...kept, null: { kind: 'absent', spelling: null }, none: undefined };
    for (const { name, b } of pairs) expect(readingIn(place, absent, `HCAL_HF:${name}`)).toEqual(all[b]);
  });

  const blank = tell(one('HO', TAG, 'v1'), one('HO', TAG, 'v1 \n'));
  it('ws-only: white space around a value is no change, and a pair still says that it differs', async () => {
    expect(await changesOf(place, blank[1])).toEqual([]);
    expect(siteFile(place, 'feed.xml')).not.toContain(`Run ${blank[1]}:`);
    const pair = await place.ask(['compare', String(blank[0]), String(blank[1])]);
    expect(pair).toMatchObject({ changes: [], suppressed: [{ partition: 'HCAL_HO', why: 'same-form' }] });
    expect(readingIn(place, blank[1], `HCAL_HO:${TAG}`)).toMatchObject({ kind: 'value', value: { length: 4 } });
  });

  const hides = tell(
    { values: { Laser: { [LPM]: 'a' }, HBHE: { [TAG]: 'v1' } } },
    { values: { Laser: { [LPM]: 'a\n' }, HBHE: { [TAG]: 'v2' } } },
  );
  it('ws-hides-change: white space in one parameter hides no change of another', async () => {
    expect(await changesOf(place, hides[1])).toEqual([`HBHE ${TAG}: v1 → v2`]);
  });

  const block = tell(
    { values: { Laser: { [ZS]: 'a', AMC13_FIRMWARE_T1: 'a' }, HBHE: { FM_ROLE: 'A' } } },
    { values: { Laser: { [ZS]: 'a\n', AMC13_FIRMWARE_T1: ' a' }, HBHE: { FM_ROLE: 'B' } } },
  );
  it('ws-empty-block: no heading without lines, whatever the order', async () => {
    expect(await changesOf(place, block[1])).toEqual(['HBHE FM_ROLE: A → B']);
    expect(await textOf(block[1])).not.toMatch(/DisableZS|AMC13/);
    expect(pageOf(block[1]).match(/<article class="entry"/g)).toHaveLength(1);
  });

  const inner: Record<string, readonly [before: string, after: string, isChange: boolean]> = {
    lineEnd: ['a\nb\nc', 'a\nb \nc', false],
    around: ['a\nb', '  a\nb\n\n', false],
    crLf: ['a\nb\nc', 'a\r\nb\r\nc\r\n', false],
    blankLine: ['a\nb', 'a\n\nb', true],
    lineStart: ['a\nb', 'a\n  b', true],
    between: ['a b', 'a  b', true],
  };
  const side = (index: 0 | 1): RunStory => ({
    values: { HF: Object.fromEntries(Object.entries(inner).map(([name, pair]) => [crate(`_${name}`), pair[index]])) },
  });
  const [, spaced] = tell(side(0), side(1), one('HF', crate('_between'), 'a  b'));
  it('ws-inner: blanks at line ends and around do not count, blanks and lines within do', async () => {
    const entries = await entriesOf(place, spaced);
    const wanted = Object.keys(inner).filter((name) => inner[name]?.[2]);
    expect(entries.map(({ parameter }) => parameter)).toEqual(wanted.map((name) => crate(`_${name}`)).sort());
    const line = entries.find(({ parameter }) => parameter === crate('_blankLine'));
    expect(line).toMatchObject({ added: 1, removed: 0 });
  });

  const tags = (value: string, laser: string) => {
    const same = { [TAG]: value };
    return { values: { HO: same, HF: same, HBHE: same, Laser: { [TAG]: laser } } };
  };
  const across = tell(tags('v1', 'v7'), tags('v2', 'v8'));
  it('same-across-partitions: one entry names all that changed alike, and the count is of changes', async () => {
    expect(await changesOf(place, across[1])).toEqual([`HBHE,HF,HO ${TAG}: v1 → v2`, `Laser ${TAG}: v7 → v8`]);
    expect(await textOf(across[1])).toContain('4 changes (HBHE 1, HF 1, HO 1, Laser 1)');
  });

  const firmware = (value: string) => {
    const crates = Object.fromEntries([20, 21, 24].map((number) => [crate(number), `fw ${value}`]));
    return { values: { HBHE: crates, HF: { [crate(22)]: `fw ${value}` } } };
  };
  const crates = tell(firmware('4.09'), firmware('4.10'));
  it('same-across-parameters: every parameter has its own name, in text and on the page', async () => {
    const line = (of: string) => `${of}: fw 4.09 → fw 4.10`;
    const named = [`HBHE ${crate(20)}`, `HBHE ${crate(21)}`, `HF ${crate(22)}`, `HBHE ${crate(24)}`];
    expect(await changesOf(place, crates[1])).toEqual(named.map(line));
    const headings = [...pageOf(crates[1]).matchAll(/<article class="entry".*?(Crate\d+).*?(HBHE|HF)</gs)];
    expect(headings.map(([, name, partition]) => `${partition} uHTRManager_Firmware_${name}`)).toEqual(named);
  });

  const placed = (value: string) => ({
    values: { HF: { [LPM]: `x\ngain = ${value}\ny` }, HBHE: { [LPM]: `p\nq\nr\ns\nt\ngain = ${value}` } },
  });
  const trimmed = tell(placed('1'), placed('2'));
  it('same-trimmed-other-place: texts that differ elsewhere are entries of their own, and the page says the same edit once, with each place', async () => {
    const entries = await entriesOf(place, trimmed[1]);
    expect(entries.map(({ partitions, hunks }) => [partitions, hunks.map(({ toLine }) => toLine)])).toEqual([
      [['HCAL_HBHE'], [3]],
      [['HCAL_HF'], [1]],
    ]);
    expect(pageOf(trimmed[1])).toContain('The same edit in HBHE line 6, HF line 2; shown is the first.');
  });

  const bytes = (text: string) => new TextEncoder().encode(text);
  const broken = new Uint8Array([0x67, 0xff, 0x68]);
  const micro = tell(
    { values: { HF: { [TAG]: bytes('gain 1 µs – ok') }, HO: { [TAG]: 'v1' } } },
    { values: { HF: { [TAG]: bytes('gain 2 µs – ok') }, HO: { [TAG]: broken } } },
    { values: { HF: { [TAG]: 'gain 2 µs – ok' }, HO: { [TAG]: 'v2' } } },
  );
  it('non-ascii-bytes: text in UTF-8 passes, pages say so, and bytes that are no text are not compared', async () => {
    expect(await changesOf(place, micro[1])).toEqual([`HF ${TAG}: gain 1 µs – ok → gain 2 µs – ok`]);
    expect(pageOf(micro[1])).toMatch(/<meta charset="utf-8">[^]*gain 2 µs – ok/i);
    expect(await place.ask(['changes', String(micro[1])])).toMatchObject({
      notCompared: [{ parameter: TAG, partitions: ['HCAL_HO'], side: 'after' }],
    });
    expect(await changesOf(place, micro[2])).toEqual([`HO ${TAG}: v1 → v2`]);
    expect(await textOf(micro[2])).toContain(`HO against run ${micro[0]}`);
  });

  const odd = ['\u2028', '\u0085', '\f', '\v'];
  const lines = (last: string): RunStory => one('HF', LPM, odd.map((mark) => `a${mark}${last}`).join('\n'));
  const separated = tell(lines('e'), lines('f'));
  it('line-separators: a line ends at LF, CR LF and CR, nowhere else', async () => {
    const added = (await entriesOf(place, separated[1]))[0]?.hunks.flatMap((hunk) => hunk.lines);
    expect(added?.filter(({ op }) => op === '+').map(({ text }) => text)).toEqual(odd.map((mark) => `a${mark}f`));
  });
});

/** A source in which the statement that reads one run fails. */
const failing = (run: number) => (source: RunSource) => ({
  ...source,
  readRun: async (wanted: number) => {
    if (wanted === run) throw new RunInfoError('run-unreadable', `run ${run} could not be read: ORA-03113`);
    return source.readRun(wanted);
  },
});

/** The rows of the same table that need a source of their own. */
describe('values from a source that is odd or fails', () => {
  it('non-ascii-unicode: text in another encoding is the same text, and its change is a change', async () => {
    const place = makePlace('UTF-16le');
    place.file.add(100, one('HF', TAG, 'gain 1 µs – ok'));
    place.file.add(101, one('HF', TAG, 'gain 2 µs – 😀'));
    expect((await collect(place)).messages[0]?.text).toContain('gain 1 µs – ok → gain 2 µs – 😀');
    expect(await changesOf(place, 101)).toEqual([`HF ${TAG}: gain 1 µs – ok → gain 2 µs – 😀`]);
  });

  it('query-error-one: a run that cannot be read is a gap, no change, and is tried again', async () => {
    const place = makePlace();
    place.file.add(100, one('HF', TAG, 'v1'));
    await collect(place);
    place.file.add(101, one('HF', TAG, 'v1'));
    const { messages, trouble } = await collectFrom(place, failing(101));
    expect([messages.map(({ body }) => toPlain(body).split('\n')[0]), trouble]).toEqual([
      ['Run 101: gap: could not be read'],
      null,
    ]);
    expect(await missing(place, 101)).toBe('gap');
    expect((await place.run(['status'])).out).toContain('run 101: run 101 could not be read: ORA-03113');
    expect((await collectFrom(place, failing(101))).messages).toEqual([]);
    expect((await collect(place)).messages.map(({ text }) => text.split('\n')[0])).toEqual([
      'Run 101: taken: no changes',
    ]);
    expect((await collect(place)).messages).toEqual([]);
    expect([await changesOf(place, 101), (await basesOf(place, 101))['HF']]).toEqual([[], 100]);
  });

  it('query-error-both: a change in the run that failed is reported once it can be read, in that run', async () => {
    const place = makePlace();
    const both = (ho: string, hf: string) => ({ values: { HO: { [TAG]: ho }, HF: { [TAG]: hf } } });
    place.file.add(100, both('o1', 'f1'));
    await collect(place);
    place.file.add(101, both('o2', 'f2'));
    expect((await collectFrom(place, failing(101))).messages.map(({ runs }) => runs)).toEqual([[101]]);
    place.file.add(102, both('o2', 'f2'));
    expect((await collect(place)).messages.map(({ runs }) => runs)).toEqual([[101]]);
    expect(await changesOf(place, 101)).toEqual([`HF ${TAG}: f1 → f2`, `HO ${TAG}: o1 → o2`]);
    expect(await changesOf(place, 102)).toEqual([]);
  });

  it('query-error-max: a source that is down ends nothing, the next tick takes what is new', async () => {
    const place = makePlace();
    place.file.add(100, one('HF', TAG, 'v1'));
    await collect(place);
    place.file.add(101, one('HF', TAG, 'v2'));
    const findRuns = async () => {
      throw new RunInfoError('source-unreachable', 'the database does not answer: try again later');
    };
    const { trouble } = await collectFrom(place, (source) => ({ ...source, findRuns }));
    expect(trouble).toMatchObject({ code: 'source-unreachable' });
    expect(await place.run(['status'])).toMatchObject({ code: 1, out: expect.stringContaining('does not answer') });
    expect((await collect(place)).messages.map(({ runs }) => runs)).toEqual([[101]]);
    expect(await place.run(['status'])).toMatchObject({ code: 0 });
  });
});
