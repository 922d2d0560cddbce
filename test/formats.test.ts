/**
 * An archive and a state of each form that a program ever wrote, in `test/formats`: a git bundle of the branch `main`, and
 * state.json. A later program goes on with both; those in `0.1.0` were written by that version, whose rules had another
 * name. Files there are never made again.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace, type Place } from './original/place.ts';
import { tagged } from './support/told-runs.ts';

const FORMATS = join(packageRoot(), 'test/formats');

/** A place with the archive and the state of a format: runs 100 and 101, of which 101 changed something. */
function takeOver(format: string): Place {
  const place = makePlace();
  execFileSync('git', ['clone', '--quiet', join(FORMATS, format, 'archive.bundle'), place.archive]);
  mkdirSync(place.state, { recursive: true });
  copyFileSync(join(FORMATS, format, 'state.json'), join(place.state, 'state.json'));
  place.file.add(100, tagged('v0', 'o0'));
  place.file.add(101, tagged('v1', 'o0'));
  return place;
}

/** The commit that brings an archive to the form of today, by the forms that need one. */
const UPGRADES: Readonly<Record<string, string>> = { '0.1.0': 'Settings: upgraded from 0.1.0' };

interface Ticked {
  readonly commits: readonly { readonly subject: string }[];
  readonly messages: readonly { readonly runs: readonly number[] }[];
}

describe.each(readdirSync(FORMATS))('format %s', (format) => {
  it('is read, upgraded in one commit where need be, and the next run takes one commit and one message', async () => {
    const place = takeOver(format);
    const head = await place.git('rev-parse', 'main');
    expect(await place.ask(['changes', '101'])).toMatchObject({ run: 101, changes: [{ after: 'v1', before: 'v0' }] });
    place.file.add(102, tagged('v2', 'o0'));
    place.clock.now += 600_000;
    const words = ['tick', '--only', 'snapshot,diff,notify', '--json'];
    const { code, out, err } = await place.run(words);
    expect({ code, warned: err.includes('holds no state') }).toEqual({ code: 0, warned: false });
    const ticked = JSON.parse(out) as Ticked;
    const subjects = ticked.commits.map(({ subject }) => subject);
    expect(subjects).toEqual([UPGRADES[format] ?? [], 'Run 102: 1 change (HF 1)'].flat());
    expect(await place.ask(words.slice(0, -1))).toMatchObject({ commits: [], messages: [] });
    expect(ticked.messages.map(({ runs }) => runs)).toEqual([[102]]);
    expect(await place.git('merge-base', 'main', head)).toBe(head);
    const { checks } = (await place.ask(['verify'])) as { checks: { check: string; wrong: number }[] };
    expect(checks.filter(({ wrong }) => wrong > 0)).toEqual([]);
  });

  it('loses no message that waited, and repeats none', async () => {
    const place = takeOver(format);
    const path = join(place.state, 'state.json');
    const [head, before] = [await place.git('rev-parse', 'main'), await place.git('rev-parse', 'main~1')];
    writeFileSync(path, readFileSync(path, 'utf8').replace(head, before));
    const words = ['tick', '--only', 'snapshot,diff,notify'];
    const { messages } = (await place.ask(words)) as Ticked;
    expect(messages.map(({ runs }) => runs)).toEqual([[101]]);
    expect(await place.ask(words)).toMatchObject({ commits: [], messages: [] });
  });
});

describe('what a later version wrote', () => {
  const later = (path: string, needs: string) =>
    writeFileSync(path, readFileSync(path, 'utf8').replace('"format": 1,', `"format": 2,\n  "needs": "${needs}",`));

  it.each([
    ['runs'],
    ['changes', '101'],
    ['compare', '100', '101'],
    ['report', '--since', '100'],
    ['tick'],
    ['doctor'],
    ['status'],
    ['verify'],
    ['export', 'csv', 'tables'],
  ])('is refused by %s, with the version to install', async (...words) => {
    const place = takeOver('1');
    later(join(place.archive, 'format.json'), '2.1.0');
    const identity = ['-c', 'user.name=a', '-c', 'user.email=b'];
    await place.git(...identity, 'commit', '--quiet', '--all', '--message=Format 2');
    const { code, out, err } = await place.run(words);
    expect(code).toBe(1);
    expect((out + err).replaceAll(/\s+/g, ' ')).toContain('format 2 is read by 2.1.0 of runinfo-differ');
  });

  it('in the state is refused and left as it is', async () => {
    const place = takeOver('1');
    const path = join(place.state, 'state.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"format": 1', '"format": 2'));
    const text = readFileSync(path, 'utf8');
    for (const words of [['tick'], ['status'], ['notify']]) {
      const { code, err } = await place.run(words);
      expect({ code, err }).toMatchObject({
        code: 1,
        err: expect.stringContaining('written by a later version of this program (format 2)') as string,
      });
    }
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
