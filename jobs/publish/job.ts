import { availableParallelism } from 'node:os';
import { sha256 } from '../../archive/documents/canonical.ts';
import { blockOf, indexPath } from '../../archive/documents/layout.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { findIndexLine, runsOfBlock } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Settings } from '../config/load.ts';
import { pickSiteSettings } from '../config/schema.ts';
import type { Job, TablesPlan, TickContext } from '../job.ts';
import { withMode } from '../permissions.ts';
import { templatesDigest } from '../package-root.ts';
import { isInPlace } from '../published.ts';
import { readRevisions } from './revisions.ts';
import type { Revisions, State } from '../state.ts';
import type { Deploy } from './deploy.ts';
import { changedNotes, digestNotes, type NoteDigests } from './notes.ts';
import { nameFiles, OwnFolder, STATUS_FILE, type Placed } from '../own-folder.ts';
import {
  blocksOfPaths,
  isEmptyPlan,
  isKnownByLine,
  planPages,
  runsOfPaths,
  type PagePlan,
  type StartBefore,
} from './plan.ts';
import { publishPages, TABLES_FOLDER, toAddresses } from './publish.ts';

/** Threads that make pages where the settings do not say: each holds some 200 MB. */
const MOST_THREADS = 4;

/** What the publish job can be asked for, and what deploys the site. */
export interface PublishJobOptions {
  /** Render every page though none is stale: `publish --full`. */
  readonly full: boolean;
  readonly deploy: Deploy;
}

/** Makes the archive's tables in a folder. Given by the tick, since the tables are the export's. */
export interface SiteTables {
  /** The tables and their columns: when they move, everything is published again. */
  readonly layout: unknown;
  /** Which tables are stale. `paths` of the archive moved; null: everything is stale. Gives null where none are. */
  plan(paths: readonly string[] | null): TablesPlan | null;
  /** Makes the stale tables. */
  make(
    archive: ArchiveWriter,
    folder: OwnFolder,
    plan: TablesPlan,
    onProgress: (done: number, all: number) => void,
  ): Promise<void>;
}

/** Which pages and tables are stale, and what pages are made from beside the archive's files. */
interface PublishPlan {
  readonly pages: PagePlan;
  readonly tables: TablesPlan | null;
  readonly inputs: SiteInputs & { readonly revisions: Revisions };
}

/** What pages are made from beside the archive. */
interface SiteInputs {
  /** Digest of what decides how every page looks: when it moves, every page is rendered again. */
  readonly look: string;
  readonly notes: NoteDigests;
}

const NOTHING_PLACED: Placed = { written: [], unchanged: [], removed: [] };

/**
 * The publish job: renders the stale pages and tables, puts them in place, and deploys the site where a program is set.
 * @param tables makes the tables beside the pages
 */
export function makePublishJob({ full, deploy }: PublishJobOptions, tables: SiteTables): Job<PublishPlan> {
  return {
    name: 'publish',
    plan: async ({ archive, settings, memory }) => {
      const published = lastPublished(archive, memory.state);
      const revisions = await readRevisions(archive.git, published, archive.headId);
      const inputs = { ...readInputs(settings, tables), revisions };
      const paths = full ? null : await stalePaths(archive, settings, published, inputs);
      const notes = changedNotes(published?.notes ?? {}, inputs.notes);
      return {
        pages: planPages(archive, settings, paths, notes, findStartsBefore(archive, published, paths ?? []), revisions),
        tables: settings.publish.data ? tables.plan(paths) : null,
        inputs,
      };
    },
    describe: ({ pages, tables: stale }) => ({ pages, tables: stale }),
    apply: async (context, plan) => {
      const { archive, settings, memory } = context;
      const { deployed } = memory.state;
      const isStale = plan.tables !== null || !isEmptyPlan(plan.pages);
      // A tick that is killed from here on leaves a site of which nobody knows what moved.
      if (settings.publish.after !== undefined && isStale) memory.save({ deployed: null });
      const [ofTables, ofPages] = await withMode(settings.publish.mode, async () => [
        plan.tables === null ? NOTHING_PLACED : await publishTables(tables, context, plan.tables),
        isEmptyPlan(plan.pages)
          ? NOTHING_PLACED
          : await publishPages(archive, settings.rules, plan.pages, settings, {
              revisions: plan.inputs.revisions,
              threads: threadsOf(settings),
              onProgress: (done, all) => context.onProgress('pages', done, all),
            }),
      ]);
      memory.save({ published: { commit: archive.headId, site: settings.site, ...plan.inputs } });
      const files = joinPlaced(ofTables, ofPages);
      await deploySite(context, files, deployed, deploy);
      const placed = joinPlaced(
        nameFiles(ofTables, (file) => `/${file}`),
        toAddresses(ofPages),
      );
      return { pages: plan.pages, tables: plan.tables, placed };
    },
  };
}

/**
 * Looks at what pages are made from beside the archive: templates, settings, people's notes.
 * @throws RunInfoError `disk` where the folder of notes cannot be read
 */
function readInputs(settings: Settings, { layout }: SiteTables): SiteInputs {
  const tables = settings.publish.data ? layout : null;
  const look = [templatesDigest(), pickSiteSettings(settings), settings.rulesDigest, settings.labels, tables];
  return { look: sha256(JSON.stringify(look)), notes: digestNotes(settings.notes) };
}

/** Whether the site was published from the archive as it is, with the settings, notes and templates that are in force. */
export function isUpToDate(
  { headId }: ArchiveReader,
  settings: Settings,
  published: State['published'],
  tables: SiteTables,
): boolean {
  const { look, notes } = readInputs(settings, tables);
  const isOfHead = published?.site === settings.site && published.commit === headId && published.look === look;
  return isOfHead && published.revisions !== null && changedNotes(published.notes, notes).length === 0;
}

/** What was published last; null: nothing, or from a commit that git no longer has. */
function lastPublished({ git, headId }: ArchiveWriter, { published }: State): State['published'] {
  const commit = published?.commit ?? null;
  const isThere = headId === null || commit === headId || (commit !== null && git.hasCommit(commit));
  return isThere ? published : null;
}

/** The archive's paths that moved since the site was last published; null: everything in it is stale. */
async function stalePaths(
  archive: ArchiveWriter,
  settings: Settings,
  published: State['published'],
  { look, revisions }: PublishPlan['inputs'],
): Promise<string[] | null> {
  const isAsBefore = published?.look === look && published.revisions?.recomputed === revisions.recomputed;
  return isAsBefore && isInPlace(settings, published) ? pathsSince(archive, published.commit) : null;
}

/** The runs that began otherwise as the commit has it that was last published, of those that changed or are known by their line. */
function findStartsBefore(
  archive: ArchiveWriter,
  published: State['published'],
  paths: readonly string[],
): StartBefore[] {
  const commit = published?.commit ?? null;
  if (commit === null) return [];
  const byLine = blocksOfPaths(paths).flatMap((block) => runsOfBlock(archive, block).filter(isKnownByLine));
  const runs = [...new Set([...runsOfPaths(paths), ...byLine.map(({ run }) => run)])];
  const blocks = [...new Set(runs.map((run) => indexPath(blockOf(run))))];
  const texts = archive.git.readObjects(blocks.map((path) => `${commit}:${path}`));
  const older = new Map(blocks.map((path, index) => [path, texts[index] ?? null]));
  return runs.flatMap((run) => {
    const isKnown = older.get(indexPath(blockOf(run)))?.includes(`"${run}": `) === true;
    const before = isKnown ? findIndexLine(archive, run, (path) => older.get(path) ?? null) : null;
    const start = before?.start ?? null;
    return start === (findIndexLine(archive, run)?.start ?? null) ? [] : [{ run, start }];
  });
}

/** Makes the stale tables and puts them in place; gives what became of the files of the site. */
async function publishTables(
  tables: SiteTables,
  { archive, settings, onProgress }: TickContext,
  plan: TablesPlan,
): Promise<Placed> {
  const folder = new OwnFolder(new OwnFolder(settings.site, 'site').exclude(TABLES_FOLDER), 'export');
  await tables.make(archive, folder, plan, (done, all) => onProgress('blocks of tables', done, all));
  if (plan.from === null) folder.applyMode(settings.publish.mode);
  return nameFiles(folder.placed, (file) => `${TABLES_FOLDER}/${file}`);
}

/** In how many threads pages are made. */
export function threadsOf({ publish }: Settings): number {
  return publish.threads ?? Math.min(availableParallelism(), MOST_THREADS);
}

/** What two parts of the job put in place, one after the other. */
function joinPlaced(first: Placed, second: Placed): Placed {
  return {
    written: [...first.written, ...second.written],
    unchanged: [...first.unchanged, ...second.unchanged],
    removed: [...first.removed, ...second.removed],
  };
}

/** @param deployed what was deployed before these files were placed */
async function deploySite(
  { archive, settings, memory, now, tolerate }: TickContext,
  placed: Placed,
  deployed: State['deployed'],
  deploy: Deploy,
): Promise<void> {
  const { after } = settings.publish;
  if (after === undefined) return;
  const moved = [...placed.written, ...placed.removed];
  if (!isDeployDue(memory.state.published, deployed, moved, settings.staleAfter, now())) {
    if (memory.state.deployed !== deployed) memory.save({ deployed });
    return;
  }
  // Until it succeeds, and after a crash in the middle, nothing counts as deployed.
  memory.save({ deployed: null });
  await tolerate(async () => {
    await deploy(after, deployed === null ? null : [...moved, STATUS_FILE]);
    memory.save({ deployed: { commit: archive.headId, at: now() } });
  });
}

/**
 * Whether the site has to be deployed: its pages moved, the last time failed or was long ago. `status.json` moves with
 * every tick, and readers take an old one for a collector that stopped, so that it is brought along now and then.
 * @param now milliseconds since 1970
 */
function isDeployDue(
  published: State['published'],
  deployed: State['deployed'],
  moved: readonly string[],
  staleAfter: number,
  now: number,
): boolean {
  if (moved.length > 0 || deployed === null) return true;
  return deployed.commit !== (published?.commit ?? null) || Math.abs(now - deployed.at) >= (staleAfter * 1000) / 3;
}

/**
 * The archive's paths that commits touched since one, those of commits only planned included. A path that a later commit
 * took back counts: a publish that was killed may have left a page of what was in between.
 */
async function pathsSince(archive: ArchiveWriter, commit: string | null): Promise<string[]> {
  const planned = archive.commits.flatMap(({ paths }) => paths);
  const head = archive.headId;
  if (head === null || head === commit) return planned;
  return [...(await archive.git.pathsTouched(commit, head)), ...planned];
}
