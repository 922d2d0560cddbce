import { join } from 'node:path';
import { listBlocks, runsOfBlock } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { toCanonicalJson } from '../archive/documents/canonical.ts';
import { writeFileAtomic } from '../archive/store/write-file.ts';
import type { RunInfoError } from '../model/errors.ts';
import { isOwnSite } from './publish/place.ts';
import type { State } from './state.ts';

/** `status.json`: the collector's own state, the only file of the site with a clock in it (DESIGN section 9). */
export interface StatusFile {
  readonly finished: string;
  readonly ok: boolean;
  readonly message: string;
  readonly newestRun: number | null;
  readonly failures: number;
  readonly open: readonly { run: number; why: string }[];
  readonly gaps: readonly { run: number; why: string }[];
}

/**
 * What a tick that ends now says of itself.
 * @param now milliseconds since 1970
 * @param trouble what kept it from finishing; null: nothing
 */
export function makeStatus(
  archive: ArchiveReader,
  state: State,
  now: number,
  trouble: RunInfoError | null,
): StatusFile {
  const newestRun = runsOfBlock(archive, listBlocks(archive).at(-1) ?? 0).at(-1)?.run ?? null;
  const known = Object.entries(state.open).map(([run, { kind, why }]) => ({ kind, run: Number(run), why }));
  const ofKind = (isGap: boolean) =>
    known.filter(({ kind }) => (kind === 'gap') === isGap).map(({ run, why }) => ({ run, why }));
  return {
    finished: new Date(now).toISOString(),
    ok: trouble === null,
    message: trouble?.message ?? 'all jobs done',
    newestRun,
    failures: trouble === null ? 0 : (state.lastTick?.failures ?? 0) + 1,
    open: ofKind(false),
    gaps: ofKind(true),
  };
}

/** Puts `status.json` into the site folder, where there is one of ours. */
export function writeStatus(site: string, status: StatusFile): void {
  if (isOwnSite(site)) writeFileAtomic(join(site, 'status.json'), toCanonicalJson(status));
}
