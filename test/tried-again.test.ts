import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunSource } from '../jobs/snapshot/sources/types.ts';
import { RunInfoError, type ErrorCode } from '../model/errors.ts';
import { changesOf, collect, collectFrom, makePlace, missing, readingIn } from './original/place.ts';
import { tagged } from './support/told-runs.ts';

/** A source that cannot read one run. */
const failing =
  (run: number, code: ErrorCode) =>
  (source: RunSource): RunSource => ({
    ...source,
    findRuns: (from, to) => source.findRuns(from, to),
    close: () => source.close(),
    readRun: async (wanted) => {
      if (wanted === run) throw new RunInfoError(code, `run ${run} could not be read`);
      return source.readRun(wanted);
    },
  });

it('a gap that the state does not know, since it is older than the archive, is tried again', async () => {
  const place = makePlace();
  place.file.add(100, tagged('v1'));
  await collect(place);
  const saved = readFileSync(join(place.state, 'state.json'));
  place.file.add(101, tagged('v2'));
  place.file.add(102, tagged('v2'));
  await collectFrom(place, failing(101, 'run-unreadable'));
  expect(await missing(place, 101)).toBe('gap');
  writeFileSync(join(place.state, 'state.json'), saved);
  await collect(place);
  expect([await changesOf(place, 101), await changesOf(place, 102)]).toEqual([
    [expect.stringContaining('v1 → v2')],
    [],
  ]);
});

it('an open run whose reading fails is read by the next tick, though nothing moves any more', async () => {
  const place = makePlace();
  const start = place.clock.now - 600_000;
  place.file.add(100, tagged('v1'));
  place.file.add(101, { ...tagged('v1'), start, stop: null });
  await collect(place);
  place.clock.now += 60_000;
  place.file.publish(101, 'CMS.HCAL_HF:HCAL_DAQ_RELEASE', '17_6', place.clock.now - 10_000);
  expect((await collectFrom(place, failing(101, 'source-unreachable'))).trouble).not.toBeNull();
  expect(readingIn(place, 101, 'HCAL_HF:HCAL_DAQ_RELEASE')).toBeUndefined();
  await collect(place);
  expect(readingIn(place, 101, 'HCAL_HF:HCAL_DAQ_RELEASE')).toEqual({ kind: 'value', value: '17_6' });
  // And no other time: it was read.
  expect((await collect(place)).commits).toEqual([]);
});

it('a run that HCAL was out of stays one where reading it once more fails, and is read again', async () => {
  const place = makePlace();
  const start = place.clock.now - 600_000;
  place.file.add(100, tagged('v1'));
  place.file.add(101, { ...tagged('v2'), hcal: 'Out', start, stop: null });
  await collect(place);
  expect(await missing(place, 101)).toBe('hcal-out');
  place.clock.now += 60_000;
  place.file.publish(101, 'CMS.HCAL_HF:HCAL_DAQ_RELEASE', '17_6', place.clock.now - 10_000);
  await collectFrom(place, failing(101, 'run-unreadable'));
  expect(await missing(place, 101)).toBe('hcal-out');
  expect((await place.run(['runs', '--json'])).out).toContain(new Date(start).toISOString().slice(0, 19));
});
