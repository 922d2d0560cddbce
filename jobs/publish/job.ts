import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../archive/documents/digest.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Settings } from '../config/load.ts';
import { TABLES } from '../export/tables.ts';
import { changedNotes, digestNotes } from './notes.ts';
import { isEmptyPlan, planPages } from './plan.ts';
import { listFiles } from './tasks.ts';
import { publishPages } from './publish.ts';
import { templatesDigest } from '../package-root.ts';
import type { NoteDigests } from './notes.ts';
import type { PagePlan } from './plan.ts';
import type { Placed } from './place.ts';
import type { PublishOptions } from './publish.ts';
import type { State } from '../state.ts';
import type { OnProgress } from '../snapshot/job.ts';
import { UnfinishedBuild } from './unfinished.ts';

/** Threads that make pages where the settings do not say: each holds some 200 MB. */
const MOST_THREADS = 4;

/** What publishing came to; `published` is what the state keeps of it. */
export interface Published {
  readonly plan: PagePlan;
  readonly placed: Placed;
  readonly published: NonNullable<State['published']>;
}

/** What pages are made from beside the archive. */
export interface SiteInputs {
  /** Digest of what decides how every page looks: when it moves, everything is rendered anew. */
  readonly look: string;
  readonly notes: NoteDigests;
}

/**
 * Looks at what pages are made from beside the archive: templates, settings, people's notes.
 * @throws RunInfoError `disk` where the folder of notes cannot be read
 */
export function readInputs(settings: Settings): SiteInputs {
  const { siteUrl, zone, staleAfter, longRun, links, notesLink, rulesDigest } = settings;
  const tables = settings.publish.data ? TABLES : null;
  const look = [templatesDigest(), siteUrl, zone, staleAfter, longRun, links, notesLink, rulesDigest, tables];
  return { look: sha256(JSON.stringify(look)), notes: digestNotes(settings.notes) };
}

/**
 * Plans which pages are stale.
 * @param paths the archive's paths that moved since the site was last published; null: every page is stale
 */
export function planSite(
  archive: ArchiveWriter,
  settings: Settings,
  published: State['published'],
  inputs: SiteInputs,
  paths: readonly string[] | null,
): PagePlan {
  return planPages(archive, settings.rules, paths, changedNotes(published?.notes ?? {}, inputs.notes));
}

/**
 * The archive's paths that moved since the site was last published; null: everything in it is stale.
 * @param isFull everything is, whatever was published
 */
export async function stalePaths(
  archive: ArchiveWriter,
  settings: Settings,
  published: State['published'],
  { look }: SiteInputs,
  isFull: boolean,
): Promise<string[] | null> {
  const stands = published?.look === look && isInPlace(settings, published);
  return stands && !isFull ? pathsSince(archive, published.commit) : null;
}

/** Renders the stale pages and puts them in place; a build of everything that was killed goes on where it was. */
export async function publishSite(
  archive: ArchiveWriter,
  settings: Settings,
  plan: PagePlan,
  inputs: SiteInputs,
  onProgress: OnProgress,
): Promise<Published> {
  const published = { commit: archive.headId, site: settings.site, ...inputs };
  if (isEmptyPlan(plan)) return { plan, placed: { written: [], unchanged: [], removed: [] }, published };
  const options: PublishOptions = {
    threads: settings.publish.threads ?? Math.min(availableParallelism(), MOST_THREADS),
    onProgress: (done, all) => onProgress('pages', done, all),
  };
  if (!plan.full) {
    return { plan, placed: await publishPages(archive, settings.rules, plan, settings, options), published };
  }
  const key = sha256(JSON.stringify([settings.site, inputs]));
  const build = new UnfinishedBuild(settings.state, { commit: archive.headId, key });
  const done = await stillDone(archive, settings, build);
  const going = { ...options, done, onPlaced: build.add };
  const placed = await publishPages(archive, settings.rules, plan, settings, going);
  build.end();
  return { plan, placed, published };
}

/** The files of an unfinished build that what the archive took in since does not touch. */
async function stillDone(
  archive: ArchiveWriter,
  { rules }: Settings,
  { commit, done }: UnfinishedBuild,
): Promise<ReadonlySet<string>> {
  if (done.size === 0) return done;
  const paths = await pathsSince(archive, commit);
  const stale = planPages(archive, rules, paths);
  const touched = new Set(listFiles(stale));
  return stale.full ? new Set() : new Set([...done].filter((file) => !touched.has(file)));
}

/** Whether the site folder still holds what was published. */
function isInPlace(settings: Settings, published: State['published']): published is NonNullable<State['published']> {
  return published?.site === settings.site && existsSync(join(settings.site, 'index.html'));
}

/**
 * Whether the site has to be deployed: its pages moved, the last time failed or was long ago. `status.json` moves with
 * every tick, and readers take an old one for a collector that stopped, so that it is brought along now and then.
 * @param now milliseconds since 1970
 */
export function isDeployDue({ published, deployed }: State, placed: Placed, staleAfter: number, now: number): boolean {
  if (placed.written.length + placed.removed.length > 0 || deployed === null) return true;
  return deployed.commit !== (published?.commit ?? null) || Math.abs(now - deployed.at) >= (staleAfter * 1000) / 3;
}

/**
 * The commit up to which a message may be sent (promise 2): that of the pages that are in place, and where a deploy step
 * is set, deployed. An installation that has no site, and no address of one, has nothing to wait for.
 * @param head the archive's newest commit
 * @returns null: nothing may be sent
 */
export function announceableCommit(
  settings: Settings,
  { published, deployed }: State,
  head: string | null,
): string | null {
  const hasDeploy = settings.publish.after !== undefined;
  if (published === null && settings.siteUrl === null && !hasDeploy) return head;
  if (!isInPlace(settings, published)) return null;
  return hasDeploy ? (deployed?.commit ?? null) : published.commit;
}

/** The archive's paths that moved since a commit, those of commits only planned included; null: cannot be told. */
async function pathsSince(archive: ArchiveWriter, commit: string | null): Promise<string[] | null> {
  const planned = archive.commits.flatMap(({ paths }) => paths);
  const head = archive.headId;
  if (head === null || head === commit) return planned;
  if (commit === null || !(await archive.git.hasCommit(commit))) return null;
  return [...(await archive.git.pathsBetween(commit, head)), ...planned];
}
