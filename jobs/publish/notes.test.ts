import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedNotes, digestNotes, openNotes, parameterNotePath, runNotePath } from './notes.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'notes-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('notes', () => {
  it('are found by run and by parameter, and by nothing else', async () => {
    mkdirSync(join(folder, 'HCAL_HF'));
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, runNotePath(362695)), 'LED test, *no* beam');
    writeFileSync(join(folder, parameterNotePath('HCAL_HF', 'HCAL_LPMCONTROL')), 'ask **Ann**');
    writeFileSync(join(folder, '.git/HEAD.md'), 'no note');
    writeFileSync(join(folder, 'list.txt'), 'no note');
    expect(Object.keys(digestNotes(folder))).toEqual(['362695.md', 'HCAL_HF/HCAL_LPMCONTROL.md']);
    const html = await openNotes(folder);
    expect(html('362695.md')).toBe('<p>LED test, <em>no</em> beam</p>\n');
    expect(html('362696.md')).toBeNull();
  });

  it('hold no markup of their authors, no picture, no script, and no heading above the page’s', async () => {
    const text =
      '# Big\n\n<script>alert(1)</script><b onclick="x">b</b>\n\n![p](http://x/y.png) [j](javascript:alert(1))';
    writeFileSync(join(folder, '1.md'), text);
    const html = (await openNotes(folder))('1.md') ?? '';
    expect(html).toContain('<h3>Big</h3>');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<(?:script|b|img)|href="javascript/);
  });

  it('are plain files: a link shows no other file, a pipe, a device or a folder keeps nobody waiting', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'X.md'), 'a secret');
    symlinkSync(join(outside, 'X.md'), join(folder, '1.md'));
    symlinkSync('/dev/zero', join(folder, '2.md'));
    execFileSync('mkfifo', [join(folder, '3.md')]);
    mkdirSync(join(folder, '4.md'));
    symlinkSync(outside, join(folder, 'HCAL_HF'));
    mkdirSync(join(folder, 'HCAL_HO', 'X.md'), { recursive: true });
    symlinkSync(join(outside, 'X.md'), join(folder, 'HCAL_HO', 'Y.md'));
    execFileSync('mkfifo', [join(folder, 'HCAL_HO', 'Z.md')]);
    expect(digestNotes(folder)).toEqual({});
    const html = await openNotes(folder);
    const paths = ['1', '2', '3', '4', 'HCAL_HF/X', 'HCAL_HO/X', 'HCAL_HO/Y', 'HCAL_HO/Z'];
    expect(paths.map((path) => html(`${path}.md`))).toEqual(paths.map(() => null));
    rmSync(outside, { recursive: true });
  });

  it('are read as far as they are shown, and say that they are cut', async () => {
    writeFileSync(join(folder, '1.md'), '€'.repeat(20_001) + 'x'.repeat(1_000_000));
    const html = (await openNotes(folder))('1.md') ?? '';
    expect(html).toContain('<em>The rest is left out here.</em>');
    expect(html.match(/€/g)).toHaveLength(20_000);
  });

  it('tell which of them came, went or moved', () => {
    expect(changedNotes({ a: '1', b: '1', c: '1' }, { a: '1', b: '2', d: '1' })).toEqual(['b', 'c', 'd']);
  });

  it('may be none; a folder that is not there is named', async () => {
    expect(digestNotes(null)).toEqual({});
    expect((await openNotes(null))('1.md')).toBeNull();
    expect(() => digestNotes(join(folder, 'gone'))).toThrow(/cannot read the notes in .*gone: check the folder/);
  });

  it('are named as the archive names parameters, so that no name leaves the folder', () => {
    expect(parameterNotePath('HCAL_HF', '../../x')).toBe('HCAL_HF/%2E.%2F..%2Fx.md');
  });
});
