import { describe, expect, it } from 'vitest';
import type { ChangeEntry } from '../../model/change.ts';
import { NAMES } from '../../test/browser/payloads.ts';
import { RULES } from '../../test/support/site-archive.ts';
import { drawEntry, drawOverview, entryId, toEntryView } from './entry.ts';

const ENTRY: ChangeEntry = {
  parameter: 'CFGDOC_TXT',
  partitions: ['HCAL_HF', 'HCAL_HBHE'],
  kind: 'changed',
  compared: 'text',
  before: { ref: 'ab12', lines: 1, length: 300 },
  after: { ref: 'cd34', lines: 2, length: 310 },
  added: 2,
  removed: 1,
};

const context = {
  rules: RULES,
  readValue: (value: unknown) => (value === ENTRY.before ? 'one'.repeat(100) : `${'two'.repeat(100)}\nmore`),
};

function view(entry: ChangeEntry = ENTRY) {
  return toEntryView(context, entry, 3, { each: 400, rows: 400, open: 400, claims: 1 });
}

describe('an entry', () => {
  it('says how much each whole value is: characters of one line, lines of more', () => {
    expect(drawEntry(view(), './').text).toContain(
      'Whole value: <a href="./api/values/ab/ab12.txt">before (300 characters)</a> <a href="./api/values/cd/cd34.txt">after (2 lines)</a>',
    );
  });

  it('has its partitions in the order of the settings, and its index for script', () => {
    const { text } = drawEntry(view(), './');
    expect(text).toContain('<span class="chip p1">HBHE</span><span class="chip p2">HF</span>');
    expect(text).toContain('id="CFGDOC_TXT-HF-HBHE" data-entry="3"');
  });

  it('has an anchor of its own, whatever it is called', () => {
    const ids = NAMES.map(({ text }) => entryId({ parameter: text, partitions: ['HCAL_HF'] }));
    expect(new Set(ids).size).toBe(NAMES.length);
    expect(ids.filter((id) => !/^[\w.]*-HF$/.test(id))).toEqual([]);
  });

  it('stands in an overview once there are four', () => {
    expect(drawOverview([view(), view(), view()], './').text).toBe('');
    expect(
      drawOverview(
        Array.from({ length: 4 }, () => view()),
        './',
      ).text.match(/<li>/g),
    ).toHaveLength(4);
  });
});
